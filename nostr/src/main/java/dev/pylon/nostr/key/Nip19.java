package dev.pylon.nostr.key;

import dev.pylon.nostr.event.EventAddress;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The Bech32 forms of NIP-19, for people; none of them belongs into events or filters. */
public sealed interface Nip19 {
    /** The text, beginning with {@code npub1} and so on. */
    String encode();

    /**
     * Reads any of the six forms; unknown parts within are skipped.
     *
     * @throws IllegalArgumentException if it is none of them; the message says why and never
     *     repeats the text
     */
    static Nip19 decode(String text) {
        return Nip19Codec.decode(text);
    }

    /** A public key. */
    record Npub(PublicKey key) implements Nip19 {
        @Override
        public String encode() {
            return Nip19Codec.bare("npub", key.toBytes());
        }
    }

    /** A secret key. */
    record Nsec(SecretKey key) implements Nip19 {
        @Override
        public String encode() {
            return Nip19Codec.bare("nsec", key.toBytes());
        }
    }

    /** An event's id alone. */
    record Note(EventId id) implements Nip19 {
        @Override
        public String encode() {
            return Nip19Codec.bare("note", id.toBytes());
        }
    }

    /** A public key, and relays where it is heard. */
    record Nprofile(PublicKey key, List<String> relays) implements Nip19 {
        public Nprofile {
            relays = List.copyOf(relays);
        }

        @Override
        public String encode() {
            return new TlvWriter().special(key.toBytes()).relays(relays).encode("nprofile");
        }
    }

    /** An event, where it may be found, and what may be known of it. */
    record Nevent(EventId id, List<String> relays, Optional<PublicKey> author, OptionalInt kind)
            implements Nip19 {
        public Nevent {
            relays = List.copyOf(relays);
        }

        @Override
        public String encode() {
            TlvWriter out = new TlvWriter().special(id.toBytes()).relays(relays);
            author.ifPresent(out::author);
            kind.ifPresent(out::kind);
            return out.encode("nevent");
        }
    }

    /** A replaceable or addressable event, and relays where it may be found. */
    record Naddr(EventAddress address, List<String> relays) implements Nip19 {
        public Naddr {
            relays = List.copyOf(relays);
        }

        @Override
        public String encode() {
            return new TlvWriter()
                    .identifier(address.identifier())
                    .relays(relays)
                    .author(address.author())
                    .kind(address.kind())
                    .encode("naddr");
        }
    }
}
