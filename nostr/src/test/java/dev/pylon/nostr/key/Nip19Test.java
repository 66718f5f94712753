package dev.pylon.nostr.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.event.EventAddress;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Bech32;
import dev.pylon.primitives.Hex;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class Nip19Test {
    private static final String FIATJAF =
            "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d";
    private static final String PROFILE =
            "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3"
                    + "k7mgpz4mhxue69uhkg6nzv9ejuumpv34kytnrdaksjlyr9p";

    @Test
    void readsAndWritesTheKeysOfTheSpecification() {
        String npub = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";
        String nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
        String pub = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";

        assertThat(Nip19.decode(npub)).isEqualTo(new Nip19.Npub(PublicKey.fromHex(pub)));
        assertThat(PublicKeys.npub(PublicKey.fromHex(pub))).isEqualTo(npub);
        assertThat(PublicKeys.npub(PublicKey.fromHex(FIATJAF)))
                .isEqualTo("npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6");
        SecretKey secret = SecretKey.fromNsec(nsec);
        assertThat(Hex.encode(secret.toBytes()))
                .isEqualTo("67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa");
        assertThat(secret.toNsec()).isEqualTo(nsec);
        assertThat(secret.publicKey().hex()).isEqualTo(pub);
    }

    @Test
    void readsAndWritesTheProfileOfTheSpecification() {
        Nip19 decoded = Nip19.decode(PROFILE);

        assertThat(decoded)
                .isEqualTo(
                        new Nip19.Nprofile(
                                PublicKey.fromHex(FIATJAF),
                                List.of("wss://r.x.com", "wss://djbas.sadkb.com")));
        assertThat(decoded.encode()).isEqualTo(PROFILE);
    }

    @Test
    void readsAnAddressWrittenByAnotherClient() {
        // from the tests of nostr-tools
        String naddr =
                "naddr1qqxnzd3cxqmrzv3exgmr2wfeqy08wumn8ghj7mn0wd68yttsw43zuam9d3kx7unyv4ezumn9wshszy"
                        + "rhwden5te0dehhxarj9ekk7mf0qy88wumn8ghj7mn0wvhxcmmv9uq3zamnwvaz7tmwdaehgu3w"
                        + "wa5kuef0qy2hwumn8ghj7un9d3shjtnwdaehgu3wvfnj7q3qdergggklka99wwrs92yz8wdjs9"
                        + "52h2ux2ha2ed598ngwu9w7a6fsxpqqqp65wy2vhhv";

        assertThat(Nip19.decode(naddr))
                .isInstanceOfSatisfying(
                        Nip19.Naddr.class,
                        address -> {
                            assertThat(address.address().kind()).isEqualTo(30023);
                            assertThat(address.address().identifier()).isEqualTo("1680612926599");
                            assertThat(address.address().author().hex())
                                    .isEqualTo(
                                            "6e468422dfb74a5738702a8823b9b281"
                                                    + "68abab8655faacb6853cd0ee15deee93");
                            assertThat(address.relays()).hasSize(5);
                        });
    }

    @Test
    void unknownPartsAreSkippedAndMissingOnesNamed() {
        byte[] unknownThenKey = Hex.decode("7f02abcd" + "0020" + FIATJAF);

        assertThat(Nip19.decode(Nip19Codec.bare("nprofile", unknownThenKey)))
                .isEqualTo(new Nip19.Nprofile(PublicKey.fromHex(FIATJAF), List.of()));
        assertRefused(Nip19Codec.bare("nprofile", Hex.decode("7f02abcd")), "missing");
        assertRefused(Nip19Codec.bare("nevent", Hex.decode("0020abcd")), "ends within");
        assertRefused(Nip19Codec.bare("nevent", Hex.decode("00")), "ends within");
        assertRefused(Nip19Codec.bare("naddr", Hex.decode("0000")), "author");
        assertRefused(
                Nip19Codec.bare("naddr", Hex.decode("00000220" + FIATJAF + "030400010000")),
                "kind");
        assertRefused(Nip19Codec.bare("npub", new byte[31]), "32 bytes");
        assertRefused(Nip19Codec.bare("nsec", new byte[32]), "secret key");
        assertRefused(Nip19Codec.bare("nrelay", new byte[2]), "not one of");
    }

    @Test
    void refusesWhatIsNotNip19() {
        String npub = PublicKeys.npub(PublicKey.fromHex(FIATJAF));
        byte[] groups = Bech32.fromBytes(Hex.decode(FIATJAF));

        assertRefused(npub.substring(0, npub.length() - 1) + "q", "checksum");
        assertRefused(Bech32.encode("npub", groups, Bech32.Variant.BECH32M), "Bech32m");
        assertRefused("npub1" + "q".repeat(5000), "longer");
        assertRefused("", "prefix");
        assertThat(Nip19.decode(npub.toUpperCase(Locale.ROOT)))
                .isEqualTo(new Nip19.Npub(PublicKey.fromHex(FIATJAF)));
    }

    @Test
    void publicKeysAreReadInEveryForm() {
        PublicKey key = PublicKey.fromHex(FIATJAF);

        assertThat(PublicKeys.parse(FIATJAF.toUpperCase(Locale.ROOT))).isEqualTo(key);
        assertThat(PublicKeys.parse(" " + PublicKeys.npub(key) + "\n")).isEqualTo(key);
        assertThat(PublicKeys.parse("nostr:" + PROFILE)).isEqualTo(key);
        String nsec = SecretKey.generate().toNsec();
        assertThatThrownBy(() -> PublicKeys.parse(nsec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("npub")
                .hasMessageNotContaining(nsec);
        assertThatThrownBy(() -> PublicKeys.parse("")).hasMessageContaining("npub");
    }

    @Property(tries = 200)
    void everythingComesBackAsItWas(
            @ForAll @Size(32) byte[] id,
            @ForAll @Size(32) byte[] key,
            @ForAll @IntRange(max = 65535) int kind,
            @ForAll @Size(max = 3) List<@StringLength(max = 60) String> texts) {
        List<String> relays = texts.stream().map(Nip19Test::encodable).toList();
        String identifier = relays.isEmpty() ? "" : relays.getFirst();
        PublicKey author = PublicKey.of(key);

        assertRoundTrip(new Nip19.Note(EventId.of(id)));
        assertRoundTrip(new Nip19.Npub(author));
        assertRoundTrip(new Nip19.Nprofile(author, relays));
        assertRoundTrip(
                new Nip19.Nevent(
                        EventId.of(id), relays, Optional.of(author), OptionalInt.of(kind)));
        assertRoundTrip(
                new Nip19.Nevent(EventId.of(id), relays, Optional.empty(), OptionalInt.empty()));
        assertRoundTrip(new Nip19.Naddr(new EventAddress(kind, author, identifier), relays));
    }

    @Test
    void aValueThatDoesNotFitIsRefusedOnWriting() {
        Nip19 tooLong = new Nip19.Nprofile(PublicKey.fromHex(FIATJAF), List.of("x".repeat(256)));

        assertThatThrownBy(tooLong::encode).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRoundTrip(Nip19 value) {
        assertThat(Nip19.decode(value.encode())).isEqualTo(value);
    }

    private static void assertRefused(String text, String why) {
        assertThatThrownBy(() -> Nip19.decode(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static String encodable(String text) {
        return dev.pylon.nostr.json.Surrogates.replaceLone(text);
    }
}
