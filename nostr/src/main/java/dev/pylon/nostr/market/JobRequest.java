package dev.pylon.nostr.market;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Msat;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A job request, kinds 5000 to 5999.
 *
 * @param event as it was signed
 * @param parameters by name, with {@code -} written {@code _} and in lower case: {@code top-k} and
 *     {@code top_k} are one
 * @param bid the most the customer pays
 * @param relays where the customer wants the answer; at most {@value JobRequests#MAX_RELAYS}, and
 *     each begins with {@code ws://} or {@code wss://}
 * @param providers whom the customer wants; empty for anybody
 * @param encryption how the inputs and parameters came, and the answers must go
 */
public record JobRequest(
        Event event,
        List<JobInput> inputs,
        Map<String, String> parameters,
        Optional<String> output,
        Optional<Msat> bid,
        List<String> relays,
        Set<PublicKey> providers,
        Encryption encryption) {
    public JobRequest {
        inputs = List.copyOf(inputs);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        relays = List.copyOf(relays);
        providers = Collections.unmodifiableSet(new LinkedHashSet<>(providers));
    }

    public EventId id() {
        return event.id();
    }

    public int kind() {
        return event.kind();
    }

    public PublicKey customer() {
        return event.pubkey();
    }

    public Optional<String> model() {
        return Optional.ofNullable(parameters.get("model")).filter(model -> !model.isBlank());
    }

    /** Its text inputs, in order, a blank line between them. Empty if there is no text. */
    public String prompt() {
        return inputs.stream()
                .filter(input -> input.type() == JobInput.Type.TEXT)
                .map(JobInput::data)
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("\n\n"));
    }

    /** Whether this provider may answer: it is named, or nobody is. */
    public boolean isFor(PublicKey provider) {
        return providers.isEmpty() || providers.contains(provider);
    }
}
