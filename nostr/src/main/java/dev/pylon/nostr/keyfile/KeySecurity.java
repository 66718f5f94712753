package dev.pylon.nostr.keyfile;

import java.util.Arrays;

/** What NIP-49 lets be said of how a key was handled. */
public enum KeySecurity {
    /** It was stored or copied unencrypted. */
    HANDLED_INSECURELY,
    /** Nothing of that kind is known. */
    NOT_KNOWN_INSECURE,
    /** Nobody kept track. */
    NOT_TRACKED;

    /** The key security byte. */
    byte number() {
        return (byte) ordinal();
    }

    static KeySecurity of(byte number) {
        return Arrays.stream(values())
                .filter(s -> s.number() == number)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "the key security byte is 0, 1 or 2, not " + (number & 0xff)));
    }
}
