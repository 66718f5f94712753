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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads job requests as they occur, and writes them as NIP-90 has them. */
public final class JobRequests {
    private static final int MAX_TAGS = 2_000;

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
        if (event.tags().size() > MAX_TAGS) {
            throw new MalformedJob(
                    RefusalReason.MALFORMED_REQUEST, "more than " + MAX_TAGS + " tags");
        }
        boolean encrypted = event.tags().first("encrypted").isPresent();
        Encryption encryption = encrypted ? Encryption.of(event.content()) : Encryption.NONE;
        Tags inside = encrypted ? decrypt(event, encryption, mine) : event.tags();
        return new JobRequest(
                event,
                inputs(inside, encrypted ? "" : event.content()),
                parameters(inside),
                either(inside, event.tags(), "output"),
                either(inside, event.tags(), "bid").flatMap(MarketTags::amount),
                relays(inside, event.tags()),
                providers(event.tags()),
                encryption);
    }

    /**
     * A request to be signed by {@code customer}.
     *
     * @param providers whom it is for; an encrypted request names exactly one
     * @throws IllegalArgumentException if the kind is none of a request, or an encrypted one does
     *     not name one provider
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
        inputs.forEach(input -> hidden.add(tag(input)));
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

    private static Tags decrypt(Event event, Encryption encryption, Optional<SecretKey> mine) {
        SecretKey key =
                mine.filter(own -> event.tags().values("p").anyMatch(own.publicKey().hex()::equals))
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

    private static List<JobInput> inputs(Tags tags, String content) {
        List<JobInput> inputs = new ArrayList<>();
        for (Tag tag : tags) {
            switch (tag.name()) {
                case "i" ->
                        tag.value()
                                .ifPresent(data ->
                                        inputs.add(
                                                new JobInput(
                                                        data,
                                                        tag.value(2)
                                                                .map(JobInput.Type::lenient)
                                                                .orElse(JobInput.Type.TEXT),
                                                        tag.value(3)
                                                                .filter(relay -> !relay.isBlank()),
                                                        tag.value(4)
                                                                .filter(marker ->
                                                                        !marker.isBlank()))));
                // ["input", "text", "Hi"] occurs
                case "input" ->
                        tag.value(tag.size() > 2 ? 2 : 1)
                                .map(JobInput::text)
                                .ifPresent(inputs::add);
                case "param" ->
                        tag.value()
                                .filter("prompt"::equalsIgnoreCase)
                                .flatMap(name -> tag.value(2))
                                .map(JobInput::text)
                                .ifPresent(inputs::add);
                default -> {}
            }
        }
        if (inputs.isEmpty() && !content.isBlank()) {
            inputs.add(JobInput.text(content));
        }
        return inputs;
    }

    private static Map<String, String> parameters(Tags tags) {
        Map<String, String> parameters = new LinkedHashMap<>();
        tags.all("param")
                .forEach(tag ->
                        tag.value()
                                .flatMap(name ->
                                        tag.value(2).map(value -> Map.entry(normal(name), value)))
                                .filter(entry -> !entry.getKey().equals("prompt"))
                                .ifPresent(entry ->
                                        parameters.putIfAbsent(entry.getKey(), entry.getValue())));
        return parameters;
    }

    private static String normal(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private static List<String> relays(Tags inside, Tags outside) {
        Set<String> relays = new LinkedHashSet<>();
        for (Tags tags : List.of(inside, outside)) {
            tags.all("relays").forEach(tag -> relays.addAll(tag.values().subList(1, tag.size())));
        }
        return List.copyOf(relays);
    }

    private static Set<PublicKey> providers(Tags tags) {
        Set<PublicKey> providers = new LinkedHashSet<>();
        tags.values("p").forEach(hex -> MarketTags.key(hex).ifPresent(providers::add));
        return providers;
    }

    private static Optional<String> either(Tags inside, Tags outside, String name) {
        return inside.firstValue(name)
                .or(() -> outside.firstValue(name))
                .filter(value -> !value.isBlank());
    }

    private static Tag tag(JobInput input) {
        List<String> values = new ArrayList<>(List.of("i", input.data(), input.type().word()));
        if (input.relay().isPresent() || input.marker().isPresent()) {
            values.add(input.relay().orElse(""));
        }
        input.marker().ifPresent(values::add);
        return new Tag(values);
    }
}
