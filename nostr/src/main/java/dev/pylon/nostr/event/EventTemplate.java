package dev.pylon.nostr.event;

import dev.pylon.nostr.json.Surrogates;
import java.time.Instant;

/**
 * An event that nobody has signed yet. Lone surrogates in its text, which have no UTF-8, become
 * U+FFFD, so that what is signed is what arrives.
 *
 * @param createdAt seconds since 1970
 */
public record EventTemplate(int kind, Tags tags, String content, long createdAt) {
    public EventTemplate {
        EventJson.checkTime(createdAt);
        EventJson.checkKind(kind);
        content = Surrogates.replaceLone(content);
        tags = wellFormed(tags);
    }

    /** Created now. */
    public static EventTemplate of(int kind, Tags tags, String content) {
        return new EventTemplate(kind, tags, content, Instant.now().getEpochSecond());
    }

    public EventTemplate withCreatedAt(Instant time) {
        return new EventTemplate(kind, tags, content, time.getEpochSecond());
    }

    public EventTemplate withTags(Tags newTags) {
        return new EventTemplate(kind, newTags, content, createdAt);
    }

    /** The id it gets when this key signs it. */
    public EventId idFor(PublicKey author) {
        return EventJson.idOf(author, createdAt, kind, tags, content);
    }

    public Event sign(Signer signer) {
        PublicKey author = signer.publicKey();
        EventId id = idFor(author);
        return new Event(id, author, createdAt, kind, tags, content, signer.sign(id));
    }

    private static Tags wellFormed(Tags tags) {
        for (Tag tag : tags) {
            if (!tag.values().stream().allMatch(Surrogates::areWellFormed)) {
                return Tags.of(tags.list().stream().map(EventTemplate::repaired).toList());
            }
        }
        return tags;
    }

    private static Tag repaired(Tag tag) {
        return new Tag(tag.values().stream().map(Surrogates::replaceLone).toList());
    }
}
