package dev.pylon.nostr.market;

import dev.pylon.nostr.crypto.DecryptionFailed;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads and writes feedback. */
public final class JobFeedbacks {
    private JobFeedbacks() {}

    /**
     * Encrypted feedback whose text is no array of tags, as some send it, is taken for its content.
     *
     * @param mine the customer's key; without it encrypted feedback is read as it stands
     * @throws MalformedJob if it is no feedback on a job, or can't be decrypted
     */
    public static JobFeedback read(Event event, Optional<SecretKey> mine) {
        if (event.kind() != Kinds.JOB_FEEDBACK) {
            throw new MalformedJob(
                    RefusalReason.MALFORMED_REQUEST, "kind " + event.kind() + " is no feedback");
        }
        EventId job =
                MarketTags.jobOf(event.tags())
                        .orElseThrow(() ->
                                new MalformedJob(
                                        RefusalReason.MALFORMED_REQUEST, "no e tag names the job"));
        Tags tags = event.tags();
        String content = event.content();
        if (tags.first("encrypted").isPresent() && mine.isPresent() && !content.isBlank()) {
            String plain = decrypt(event, mine.get());
            if (plain.stripLeading().startsWith("[")) {
                Tags inside = MarketTags.parse(plain);
                content = inside.firstValue("content").orElse("");
                tags = inside.plus(tags.list().toArray(Tag[]::new));
            } else {
                content = plain;
            }
        }
        Optional<Tag> status = tags.first("status");
        String word = status.flatMap(Tag::value).orElse("");
        return new JobFeedback(
                event,
                job,
                FeedbackStatus.lenient(word),
                word,
                status.flatMap(tag -> tag.value(2)).filter(text -> !text.isBlank()),
                MarketTags.amountOf(tags),
                MarketTags.invoiceOf(tags),
                content,
                sequence(tags));
    }

    /**
     * Feedback to be signed by {@code provider}, encrypted if the request was.
     *
     * @param info further words to the status; a refusal's is its code
     * @param sequence of a partial result, whose content is the whole text so far
     * @throws IllegalArgumentException if the status is {@link FeedbackStatus#OTHER}, or it is too
     *     large for the request's {@link Encryption}
     */
    public static EventTemplate template(
            JobRequest request,
            FeedbackStatus status,
            Optional<String> info,
            Optional<Msat> amount,
            Optional<String> bolt11,
            String content,
            OptionalLong sequence,
            SecretKey provider) {
        if (status == FeedbackStatus.OTHER) {
            throw new IllegalArgumentException("there is no such status in NIP-90");
        }
        List<Tag> tags = new ArrayList<>();
        tags.add(
                info.map(text -> Tag.of("status", status.word(), text))
                        .orElseGet(() -> Tag.of("status", status.word())));
        amount.ifPresent(price -> tags.add(MarketTags.amountTag(price, bolt11)));
        sequence.ifPresent(number -> tags.add(Tag.of("seq", Long.toString(number))));
        List<Tag> open =
                List.of(Tag.of("e", request.id().hex()), Tag.of("p", request.customer().hex()));
        if (request.encryption() == Encryption.NONE) {
            tags.addAll(open);
            return EventTemplate.of(Kinds.JOB_FEEDBACK, Tags.of(tags), content);
        }
        if (!content.isEmpty()) {
            tags.add(Tag.of("content", content));
        }
        String hidden =
                request.encryption()
                        .encrypt(MarketTags.write(Tags.of(tags)), provider, request.customer());
        List<Tag> outside = new ArrayList<>(open);
        outside.add(Tag.of("encrypted"));
        return EventTemplate.of(Kinds.JOB_FEEDBACK, Tags.of(outside), hidden);
    }

    private static String decrypt(Event event, SecretKey mine) {
        try {
            return Encryption.of(event.content()).decrypt(event.content(), mine, event.pubkey());
        } catch (DecryptionFailed e) {
            throw new MalformedJob(
                    RefusalReason.UNSUPPORTED_ENCRYPTION,
                    "the feedback can't be decrypted: " + e.getMessage());
        }
    }

    private static OptionalLong sequence(Tags tags) {
        Optional<String> text = tags.firstValue("seq");
        if (text.isEmpty() || !text.get().matches("\\d{1,18}")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }
}
