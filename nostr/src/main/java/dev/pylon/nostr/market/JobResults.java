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

/** Reads and writes results. */
public final class JobResults {
    private JobResults() {}

    /**
     * @param mine the customer's key; without it an encrypted result is read as it stands
     * @throws MalformedJob if it is no result of a job, or can't be decrypted
     */
    public static JobResult read(Event event, Optional<SecretKey> mine) {
        if (!Kinds.isJobResult(event.kind())) {
            throw new MalformedJob(
                    RefusalReason.MALFORMED_REQUEST, "kind " + event.kind() + " is no result");
        }
        EventId job =
                MarketTags.jobOf(event.tags())
                        .orElseThrow(() ->
                                new MalformedJob(
                                        RefusalReason.MALFORMED_REQUEST, "no e tag names the job"));
        return new JobResult(
                event,
                job,
                content(event, mine),
                event.tags().firstValue("request").filter(text -> !text.isBlank()),
                MarketTags.amountOf(event.tags()),
                MarketTags.invoiceOf(event.tags()));
    }

    /**
     * A result to be signed by {@code provider}, encrypted if the request was. An empty text stays
     * empty: NIP-44 has no form for it.
     *
     * @throws IllegalArgumentException if it is too large for the request's {@link Encryption}
     */
    public static EventTemplate template(
            JobRequest request,
            String content,
            Optional<Msat> amount,
            Optional<String> bolt11,
            SecretKey provider) {
        List<Tag> tags = new ArrayList<>();
        tags.add(Tag.of("request", request.event().toJson()));
        tags.add(Tag.of("e", request.id().hex()));
        tags.add(Tag.of("p", request.customer().hex()));
        boolean hidden = request.encryption() != Encryption.NONE;
        if (hidden) {
            tags.add(Tag.of("encrypted"));
        } else {
            request.event().tags().all("i").forEach(tags::add);
        }
        amount.ifPresent(price -> tags.add(MarketTags.amountTag(price, bolt11)));
        return EventTemplate.of(
                Kinds.resultOf(request.kind()),
                Tags.of(tags),
                content.isEmpty()
                        ? content
                        : request.encryption().encrypt(content, provider, request.customer()));
    }

    private static String content(Event event, Optional<SecretKey> mine) {
        if (event.tags().first("encrypted").isEmpty()
                || mine.isEmpty()
                || event.content().isBlank()) {
            return event.content();
        }
        try {
            return Encryption.of(event.content())
                    .decrypt(event.content(), mine.get(), event.pubkey());
        } catch (DecryptionFailed e) {
            throw new MalformedJob(
                    RefusalReason.UNSUPPORTED_ENCRYPTION,
                    "the result can't be decrypted: " + e.getMessage());
        }
    }
}
