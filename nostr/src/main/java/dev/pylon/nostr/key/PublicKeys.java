package dev.pylon.nostr.key;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Bytes32;
import java.util.Locale;

/** The forms in which people write public keys. */
public final class PublicKeys {
    private PublicKeys() {}

    /**
     * Reads an npub, an nprofile, either of them after {@code nostr:}, or 64 hex digits of any
     * case.
     *
     * @throws IllegalArgumentException if it is none of them; an nsec is refused without being
     *     repeated
     */
    public static PublicKey parse(String npubOrHex) {
        String text = npubOrHex.strip();
        if (text.matches("[0-9a-fA-F]{64}")) {
            return new PublicKey(Bytes32.fromHex(text));
        }
        if (text.toLowerCase(Locale.ROOT).startsWith("nostr:")) {
            text = text.substring("nostr:".length());
        }
        if (!text.toLowerCase(Locale.ROOT).startsWith("np")) {
            throw new IllegalArgumentException(
                    "a public key is an npub, an nprofile or 64 hex digits");
        }
        return switch (Nip19.decode(text)) {
            case Nip19.Npub npub -> npub.key();
            case Nip19.Nprofile profile -> profile.key();
            case Nip19.Nsec _, Nip19.Note _, Nip19.Nevent _, Nip19.Naddr _ ->
                    throw new IllegalArgumentException(
                            "a public key is an npub, an nprofile or 64 hex digits");
        };
    }

    public static String npub(PublicKey key) {
        return new Nip19.Npub(key).encode();
    }
}
