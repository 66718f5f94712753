package dev.pylon.nostr.event;

import dev.pylon.primitives.Hex;
import java.util.Optional;

/**
 * What an {@code a} tag names: a replaceable event (empty identifier) or an addressable one.
 *
 * @param identifier the value of the {@code d} tag
 */
public record EventAddress(int kind, PublicKey author, String identifier) {
    public EventAddress {
        EventJson.checkKind(kind);
    }

    /** The address of a replaceable or addressable event; empty for other kinds. */
    public static Optional<EventAddress> of(Event event) {
        if (Kinds.isAddressable(event.kind())) {
            String identifier = event.tags().firstValue("d").orElse("");
            return Optional.of(new EventAddress(event.kind(), event.pubkey(), identifier));
        }
        return Kinds.isReplaceable(event.kind())
                ? Optional.of(new EventAddress(event.kind(), event.pubkey(), ""))
                : Optional.empty();
    }

    /** Reads {@code <kind>:<pubkey>:<identifier>}; empty if the text is something else. */
    public static Optional<EventAddress> parse(String text) {
        String[] parts = text.split(":", 3);
        if (parts.length < 3 || !parts[0].matches("[0-9]{1,5}") || !Hex.isLowerCase(parts[1], 32)) {
            return Optional.empty();
        }
        int kind = Integer.parseInt(parts[0]);
        return kind > EventJson.MAX_KIND
                ? Optional.empty()
                : Optional.of(new EventAddress(kind, PublicKey.fromHex(parts[1]), parts[2]));
    }

    /** As it stands in an {@code a} tag. */
    @Override
    public String toString() {
        return kind + ":" + author + ":" + identifier;
    }
}
