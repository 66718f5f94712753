package dev.pylon.nostr.market;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reading a request's tags, with the forms that occur beside NIP-90's. */
final class RequestTags {
    private static final int MAX_URL = 512;
    private static final Set<String> TYPE_WORDS = Set.of("text", "url", "event", "job", "prompt");

    private RequestTags() {}

    /**
     * The {@code i} tags; then texts from {@code input} and {@code param prompt}, unless the same
     * text is there already; and if that makes none, the content.
     */
    static List<JobInput> inputs(Tags tags, String content) {
        List<JobInput> inputs = new ArrayList<>(tags.all("i").flatMap(RequestTags::input).toList());
        Set<String> known = inputs.stream().map(JobInput::data).collect(Collectors.toSet());
        Stream<JobInput> prompts =
                tags.all("param")
                        .filter(tag -> normal(tag.value().orElse("")).equals("prompt"))
                        .flatMap(tag -> tag.value(2).stream())
                        .map(JobInput::text);
        Stream.concat(tags.all("input").flatMap(RequestTags::oddInput), prompts)
                .filter(input -> known.add(input.data()))
                .forEach(inputs::add);
        if (inputs.isEmpty() && !content.isBlank()) {
            inputs.add(JobInput.text(content));
        }
        return List.copyOf(inputs);
    }

    /** Everything but the prompt, which is an input; of a name that occurs twice, the first. */
    static Map<String, String> parameters(Tags tags) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Tag tag : tags) {
            String name = tag.name().equals("param") ? normal(tag.value().orElse("")) : "";
            if (!name.isEmpty() && !name.equals("prompt")) {
                tag.value(2).ifPresent(value -> parameters.putIfAbsent(name, value));
            }
        }
        return parameters;
    }

    /** The first ones of those that could be relays. */
    static List<String> relays(Tags tags) {
        return tags.all("relays")
                .flatMap(tag -> tag.values().stream().skip(1))
                .map(String::strip)
                .filter(RequestTags::looksLikeRelay)
                .distinct()
                .limit(JobRequests.MAX_RELAYS)
                .toList();
    }

    /**
     * @throws MalformedJob if somebody is named, but nobody whose key can be read: a request that
     *     is for one provider must not become one for all
     */
    static Set<PublicKey> providers(Tags tags) {
        Set<PublicKey> providers = new LinkedHashSet<>();
        boolean named = false;
        for (String key : (Iterable<String>) tags.values("p")::iterator) {
            named |= !key.isBlank();
            MarketTags.key(key).ifPresent(providers::add);
        }
        if (named && providers.isEmpty()) {
            throw new MalformedJob(
                    RefusalReason.TARGET_MISMATCH, "its p tag holds no key that can be read");
        }
        return providers;
    }

    static Tag tag(JobInput input) {
        List<String> values = new ArrayList<>(List.of("i", input.data(), input.type().word()));
        if (input.relay().isPresent() || input.marker().isPresent()) {
            values.add(input.relay().orElse(""));
        }
        input.marker().ifPresent(values::add);
        return new Tag(values);
    }

    private static Stream<JobInput> input(Tag tag) {
        return tag
                .value()
                .map(data ->
                        new JobInput(
                                data,
                                tag.value(2).map(JobInput.Type::lenient).orElse(JobInput.Type.TEXT),
                                present(tag, 3),
                                present(tag, 4)))
                .stream();
    }

    /** {@code ["input", "text", "Hi"]} occurs, and so does the order of an {@code i} tag. */
    private static Stream<JobInput> oddInput(Tag tag) {
        boolean typeFirst =
                tag.size() > 2 && TYPE_WORDS.contains(tag.values().get(1).toLowerCase(Locale.ROOT));
        Optional<String> type = tag.value(typeFirst ? 1 : 2);
        return tag
                .value(typeFirst ? 2 : 1)
                .map(data ->
                        new JobInput(
                                data,
                                type.map(JobInput.Type::lenient).orElse(JobInput.Type.TEXT),
                                Optional.empty(),
                                Optional.empty()))
                .stream();
    }

    private static Optional<String> present(Tag tag, int index) {
        return tag.value(index).filter(text -> !text.isBlank());
    }

    private static String normal(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private static boolean looksLikeRelay(String url) {
        return url.length() <= MAX_URL
                && (url.regionMatches(true, 0, "wss://", 0, 6)
                        || url.regionMatches(true, 0, "ws://", 0, 5));
    }
}
