package dev.pylon.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pylon.primitives.Bech32;
import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Secp256k1;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whatever a stranger sends, the answer is an invoice or {@link MalformedInvoice}. */
class Bolt11HostileInputTest {
    private static final byte[] KEY = Hex.decode(Vectors.KEY);
    private static final byte[] TIMESTAMP = new byte[7];
    private static final byte[] HASH = field(1, new byte[52]);
    private static final byte[] SECRET = field(16, new byte[52]);
    private static final byte[] DESCRIPTION = field(13);

    @Provide
    Arbitrary<String> vectors() {
        return Arbitraries.of(Vectors.all()).map(Vectors.Vector::bolt11);
    }

    @Property(tries = 2_000)
    void anyTextIsReadOrRefused(@ForAll String text) {
        assertReadOrRefused(text);
    }

    @Property(tries = 2_000)
    void anythingWithAGoodChecksumIsReadOrRefused(@ForAll("data") byte[] groups) {
        assertReadOrRefused(Bech32.encode("lnbcrt", groups, Bech32.Variant.BECH32));
    }

    /** Random fields, properly signed, so that nothing stops the reader before it looks at them. */
    @Property(tries = 2_000)
    void anythingSignedIsReadOrRefused(
            @ForAll @IntRange(max = 31) int type, @ForAll("data") byte[] value) {
        assertReadOrRefused(signed("lnbcrt", TIMESTAMP, HASH, SECRET, field(type, value)));
        assertReadOrRefused(
                signed("lnbcrt", TIMESTAMP, HASH, SECRET, DESCRIPTION, field(type, value)));
    }

    @Property(tries = 2_000)
    void anyChangedGroupIsReadOrRefused(
            @ForAll("vectors") String bolt11,
            @ForAll @IntRange(max = 10_000) int at,
            @ForAll @IntRange(min = 1, max = 31) int change) {
        Bech32.Decoded decoded;
        try {
            decoded = Bech32.decode(bolt11);
        } catch (IllegalArgumentException malformedExample) {
            return;
        }
        byte[] groups = decoded.groups().clone();
        groups[at % groups.length] ^= (byte) change;
        assertReadOrRefused(Bech32.encode(decoded.prefix(), groups, Bech32.Variant.BECH32));
    }

    @Provide
    Arbitrary<byte[]> data() {
        return Arbitraries.bytes().between((byte) 0, (byte) 31).array(byte[].class).ofMaxSize(400);
    }

    @Test
    void readsALightningUriAndSpaceAround() {
        String bolt11 = Vectors.text("cup of coffee");

        assertThat(Bolt11.decode("  Lightning:" + bolt11.toUpperCase(Locale.ROOT) + "\n"))
                .isEqualTo(Bolt11.decode(bolt11));
    }

    @Test
    void refusesWhatIsTooLong() {
        assertRefused("lnbc1" + "q".repeat(7_085), "at most 7089 characters");
    }

    @Test
    void refusesLettersThatOnlyLookRight() {
        assertRefused(
                Vectors.text("upper case").replaceFirst("K", "\u212a"),
                "a character that no invoice has");
    }

    @Test
    void refusesTheOtherChecksum() {
        Bech32.Decoded good = Bech32.decode(Vectors.text("cup of coffee"));

        assertRefused(
                Bech32.encode(good.prefix(), good.groups(), Bech32.Variant.BECH32M), "Bech32m");
    }

    @Test
    void refusesOtherChains() {
        assertRefused(signed("lnltc10n", TIMESTAMP, HASH, SECRET, DESCRIPTION), "known network");
        assertRefused(signed("lno", TIMESTAMP, HASH, SECRET, DESCRIPTION), "known network");
        assertRefused(
                signed("lnbcqqqqqqqqqqqqqqqqqqqqqqqqq", TIMESTAMP, HASH),
                "'lnbcqqqqqqqqqqqqqqqq…'");
    }

    @Test
    void refusesAmountsThatAreNone() {
        assertAmountRefused("0", "positive number");
        assertAmountRefused("01u", "leading zeros");
        assertAmountRefused("1k", "multiplier");
        assertAmountRefused("1x0u", "not a number");
        assertAmountRefused("21000001", "all the bitcoin");
        assertAmountRefused("99999999999999999999999999m", "all the bitcoin");
        assertAmountRefused("9223372036854775807m", "all the bitcoin");
        assertAmountRefused("5p", "whole number of millisatoshis");
        assertAmountRefused("0p", "whole number of millisatoshis");
        assertThat(Bolt11.decode(signed("lnbc21000000", TIMESTAMP, HASH, SECRET, DESCRIPTION)))
                .extracting(Invoice::amount)
                .isEqualTo(Optional.of(dev.pylon.primitives.Msat.of(2_100_000_000_000_000_000L)));
    }

    @Test
    void refusesWhatLacksAField() {
        assertRefused(signed("lnbc", TIMESTAMP, SECRET, DESCRIPTION), "no payment hash");
        assertRefused(signed("lnbc", TIMESTAMP, HASH, DESCRIPTION), "no payment secret");
        assertRefused(signed("lnbc", TIMESTAMP, HASH, SECRET), "neither a description nor");
    }

    @Test
    void refusesBothDescriptionAndHash() {
        assertRefused(
                signed("lnbc", TIMESTAMP, HASH, SECRET, DESCRIPTION, field(23, new byte[52])),
                "both a description and");
    }

    @Test
    void refusesFieldsThatAreCutOff() {
        assertRefused(signed("lnbc", TIMESTAMP, HASH, new byte[] {13}), "field's header");
        assertRefused(signed("lnbc", TIMESTAMP, HASH, new byte[] {13, 0, 5, 1}), "longer than");
        assertRefused(signed("lnbc", new byte[6]), "too short");
    }

    @Test
    void refusesFieldsThatMakeNoSense() {
        assertFieldRefused("cut off", 3, new byte[81]);
        assertFieldRefused("cut off", 3);
        assertFieldRefused("no node", 3, new byte[82]);
        assertFieldRefused("fallback address is wrong", 9, new byte[10]);
        assertFieldRefused("fallback address is wrong", 9, new byte[] {17, 1});
        assertFieldRefused("'x' is longer than it needs", 6, new byte[] {0, 1});
        assertFieldRefused("'c' is longer than it needs", 24, new byte[] {0, 1});
        assertFieldRefused("'9' is longer than it needs", 5, new byte[] {0, 1});
        assertFieldRefused("'x' is absurdly large", 6, filled(14, 31));
        assertFieldRefused("'x' is absurdly large", 6, filled(8, 1));
        assertFieldRefused("'c' is absurdly large", 24, filled(7, 31));
        assertFieldRefused("requires feature 2", 5, new byte[] {4});
        assertFieldRefused("multi-part payment", 5, new byte[] {2, 0, 0, 0});
    }

    @Test
    void refusesADescriptionThatIsNotText() {
        assertRefused(
                signed("lnbc", TIMESTAMP, HASH, SECRET, field(13, new byte[] {31, 31, 31, 31})),
                "not UTF-8");
    }

    @Test
    void takesTheFirstOfTwoFields() {
        byte[] other = new byte[52];
        Arrays.fill(other, (byte) 1);

        Invoice invoice =
                Bolt11.decode(
                        signed("lnbc", TIMESTAMP, HASH, field(1, other), SECRET, DESCRIPTION));

        assertThat(invoice.paymentHash().hex()).isEqualTo("00".repeat(32));
    }

    @Test
    void refusesAPayeeWhoDidNotSign() {
        byte[] other = Secp256k1.get().publicKey(filled(32, 7));

        assertRefused(
                signed(
                        "lnbc",
                        TIMESTAMP,
                        HASH,
                        SECRET,
                        DESCRIPTION,
                        field(19, Bech32.fromBytes(other))),
                "not that of the payee");
    }

    private static void assertAmountRefused(String amount, String reason) {
        assertRefused(signed("lnbc" + amount, TIMESTAMP, HASH, SECRET, DESCRIPTION), reason);
    }

    private static void assertFieldRefused(String reason, int type, byte... value) {
        assertRefused(
                signed("lnbc", TIMESTAMP, HASH, SECRET, DESCRIPTION, field(type, value)), reason);
    }

    private static void assertRefused(String text, String reason) {
        assertThatThrownBy(() -> Bolt11.decode(text))
                .isInstanceOf(MalformedInvoice.class)
                .hasMessageContaining(reason);
    }

    private static void assertReadOrRefused(String text) {
        Throwable thrown = catchThrowable(() -> Bolt11.decode(text));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(MalformedInvoice.class);
            assertThat(thrown.getMessage()).isNotBlank();
        }
    }

    private static String signed(String prefix, byte[]... parts) {
        byte[] data = Groups.concat(parts);
        byte[] signature = Secp256k1.get().signRecoverable(Bolt11.signedHash(prefix, data), KEY);
        return Bech32.encode(
                prefix, Groups.concat(data, Bech32.fromBytes(signature)), Bech32.Variant.BECH32);
    }

    private static byte[] field(int type, byte... value) {
        return Groups.concat(new byte[] {(byte) type}, Groups.ofLong(value.length, 2), value);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
