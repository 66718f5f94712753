package dev.pylon.nostr.market;

import dev.pylon.nostr.crypto.DecryptionFailed;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads job requests as they occur, and writes them as NIP-90 has them. */
public final class JobRequests {
    /** How many of a request's relays are read. */
    public static final int MAX_RELAYS = 20;

    private JobRequests() {}

    /**
     * @param mine the reader's key, needed for an encrypted request that is addressed to it
     * @throws MalformedJob if it is no request, or can't be read; it says with which reason to
     *     refuse it
     */
    public static JobRequest read(Event event, Optional<SecretKey> mine) {
        if (!Kinds.isJobRequest(event.kind())) {
            throw new MalformedJob(
                    RefusalReason.UNSUPPORTED_KIND, "kind " + event.kind() + " is no job request");
        }
        MarketTags.checkCount(event.tags());
        Set<PublicKey> providers = RequestTags.providers(event.tags());
        Encryption encryption = encryption(event);
        boolean encrypted = encryption != Encryption.NONE;
        Tags inside = encrypted ? decrypt(event, encryption, mine, providers) : event.tags();
        return new JobRequest(
                event,
                RequestTags.inputs(inside, encrypted ? "" : event.content()),
                RequestTags.parameters(inside),
                either(inside, event.tags(), "output"),
                either(inside, event.tags(), "bid").flatMap(MarketTags::amount),
                RequestTags.relays(encrypted ? both(inside, event.tags()) : inside),
                providers,
                encryption);
    }

    /**
     * A request to be signed by {@code customer}.
     *
     * @param providers whom it is for; an encrypted request names exactly one
     * @throws IllegalArgumentException if the kind is none of a request, or an encrypted one does
     *     not name one provider or is too large for the {@link Encryption}
     */
    public static EventTemplate template(
            int kind,
            List<JobInput> inputs,
            Map<String, String> parameters,
            Optional<String> output,
            Optional<Msat> bid,
            List<String> relays,
            Set<PublicKey> providers,
            Encryption encryption,
            SecretKey customer) {
        if (!Kinds.isJobRequest(kind)) {
            throw new IllegalArgumentException(
                    "a job request has a kind from 5000 to 5999, not " + kind);
        }
        List<Tag> hidden = new ArrayList<>();
        inputs.forEach(input -> hidden.add(RequestTags.tag(input)));
        parameters.forEach((name, value) -> hidden.add(Tag.of("param", name, value)));
        List<Tag> open = new ArrayList<>();
        output.ifPresent(mime -> open.add(Tag.of("output", mime)));
        bid.ifPresent(amount -> open.add(Tag.of("bid", Long.toString(amount.value()))));
        if (!relays.isEmpty()) {
            List<String> values = new ArrayList<>(List.of("relays"));
            values.addAll(relays);
            open.add(new Tag(values));
        }
        providers.forEach(provider -> open.add(Tag.of("p", provider.hex())));
        if (encryption == Encryption.NONE) {
            hidden.addAll(open);
            return EventTemplate.of(kind, Tags.of(hidden), "");
        }
        if (providers.size() != 1) {
            throw new IllegalArgumentException(
                    "an encrypted job is for exactly one provider, not " + providers.size());
        }
        open.add(Tag.of("encrypted"));
        String content =
                encryption.encrypt(
                        MarketTags.write(Tags.of(hidden)), customer, providers.iterator().next());
        return EventTemplate.of(kind, Tags.of(open), content);
    }

    /** How a request is encrypted; told from its form, without a key. */
    public static Encryption encryption(Event request) {
        boolean encrypted =
                request.tags().first("encrypted").isPresent() && !request.content().isBlank();
        return encrypted ? Encryption.of(request.content()) : Encryption.NONE;
    }

    private static Tags decrypt(
            Event event,
            Encryption encryption,
            Optional<SecretKey> mine,
            Set<PublicKey> providers) {
        SecretKey key =
                mine.filter(own -> providers.contains(own.publicKey()))
                        .orElseThrow(() ->
                                new MalformedJob(
                                        RefusalReason.TARGET_MISMATCH,
                                        "the request is encrypted for another provider"));
        try {
            return MarketTags.parse(encryption.decrypt(event.content(), key, event.pubkey()));
        } catch (DecryptionFailed e) {
            throw new MalformedJob(
                    RefusalReason.UNSUPPORTED_ENCRYPTION,
                    "the content can be decrypted neither by NIP-44 version 2 nor by NIP-04: "
                            + e.getMessage());
        }
    }

    private static Tags both(Tags inside, Tags outside) {
        return inside.plus(outside.list().toArray(Tag[]::new));
    }

    private static Optional<String> either(Tags inside, Tags outside, String name) {
        return inside.firstValue(name)
                .or(() -> outside.firstValue(name))
                .filter(value -> !value.isBlank());
    }
}
