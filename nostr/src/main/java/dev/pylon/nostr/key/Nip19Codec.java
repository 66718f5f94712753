package dev.pylon.nostr.key;

import dev.pylon.nostr.event.EventAddress;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Bech32;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads NIP-19. */
final class Nip19Codec {
    /** NIP-19's own recommendation. */
    private static final int MAX_LENGTH = 5000;

    private Nip19Codec() {}

    static String bare(String prefix, byte[] data) {
        return Bech32.encode(prefix, Bech32.fromBytes(data), Bech32.Variant.BECH32);
    }

    static Nip19 decode(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("longer than " + MAX_LENGTH + " characters");
        }
        Bech32.Decoded decoded = Bech32.decode(text);
        if (decoded.variant() != Bech32.Variant.BECH32) {
            throw new IllegalArgumentException("NIP-19 uses Bech32, this is Bech32m");
        }
        byte[] data = Bech32.toBytes(decoded.groups());
        return switch (decoded.prefix()) {
            case "npub" -> new Nip19.Npub(PublicKey.of(data));
            case "nsec" -> new Nip19.Nsec(SecretKey.of(data));
            case "note" -> new Nip19.Note(EventId.of(data));
            case "nprofile" -> profile(parts(data));
            case "nevent" -> event(parts(data));
            case "naddr" -> address(parts(data));
            default ->
                    throw new IllegalArgumentException(
                            "not one of npub, nsec, note, nprofile, nevent, naddr");
        };
    }

    private static Nip19 profile(Parts parts) {
        return new Nip19.Nprofile(PublicKey.of(parts.needSpecial()), parts.relays);
    }

    private static Nip19 event(Parts parts) {
        return new Nip19.Nevent(
                EventId.of(parts.needSpecial()),
                parts.relays,
                Optional.ofNullable(parts.author),
                parts.kind);
    }

    private static Nip19 address(Parts parts) {
        PublicKey author = parts.author;
        if (author == null || parts.kind.isEmpty()) {
            throw new IllegalArgumentException("an naddr needs an author and a kind");
        }
        String identifier = new String(parts.needSpecial(), StandardCharsets.UTF_8);
        return new Nip19.Naddr(
                new EventAddress(parts.kind.getAsInt(), author, identifier), parts.relays);
    }

    private static Parts parts(byte[] data) {
        Parts parts = new Parts();
        ByteBuffer in = ByteBuffer.wrap(data);
        while (in.hasRemaining()) {
            int type = in.get() & 0xff;
            int length = in.hasRemaining() ? in.get() & 0xff : 256;
            if (length > in.remaining()) {
                throw new IllegalArgumentException("the text ends within a value");
            }
            byte[] value = new byte[length];
            in.get(value);
            parts.add(type, value);
        }
        return parts;
    }

    /** What a type-length-value list held; of repeated values the first counts, except relays. */
    private static final class Parts {
        private byte @Nullable [] special;
        private @Nullable PublicKey author;
        private OptionalInt kind = OptionalInt.empty();
        private final List<String> relays = new ArrayList<>();

        void add(int type, byte[] value) {
            switch (type) {
                case TlvWriter.SPECIAL -> special = special == null ? value : special;
                case TlvWriter.RELAY -> relays.add(new String(value, StandardCharsets.UTF_8));
                case TlvWriter.AUTHOR -> author = author == null ? PublicKey.of(value) : author;
                case TlvWriter.KIND -> kind = kind.isEmpty() ? kindOf(value) : kind;
                default -> {} // NIP-19: unknown ones are ignored
            }
        }

        byte[] needSpecial() {
            if (special == null) {
                throw new IllegalArgumentException("the key, id or identifier is missing");
            }
            return special;
        }

        private static OptionalInt kindOf(byte[] value) {
            int number = value.length == 4 ? ByteBuffer.wrap(value).getInt() : -1;
            if (number < 0 || number > 65535) {
                throw new IllegalArgumentException("a kind is four bytes from 0 to 65535");
            }
            return OptionalInt.of(number);
        }
    }
}
