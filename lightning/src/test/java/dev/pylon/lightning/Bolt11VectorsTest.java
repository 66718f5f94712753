package dev.pylon.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Msat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Bolt11VectorsTest {
    private static final Bytes32 SECRET = Bytes32.fromHex("11".repeat(32));

    static List<Vectors.Vector> valid() {
        return Vectors.valid();
    }

    static List<Vectors.Vector> invalid() {
        return Vectors.invalid();
    }

    /** Invoices that our writer has to be able to make to the letter. */
    static List<Vectors.Vector> inOurFieldOrder() {
        List<String> titles =
                List.of("donation", "cup of coffee", "ナンセンス", "entire list", "1Rusty", "(P2TR)");
        return valid().stream()
                .filter(vector -> titles.stream().anyMatch(vector.title()::contains))
                .toList();
    }

    @Test
    void thereAreTwentySixExamples() {
        assertThat(valid()).hasSize(16);
        assertThat(invalid()).hasSize(10);
        assertThat(inOurFieldOrder()).hasSize(6);
    }

    @ParameterizedTest
    @MethodSource("valid")
    void readsEveryValidExample(Vectors.Vector vector) {
        Invoice invoice = Bolt11.decode(vector.bolt11());

        boolean pico = vector.title().contains("pico");
        if (!vector.title().contains("high-S")) {
            assertThat(invoice.payee().hex()).isEqualTo(Vectors.NODE);
        }
        assertThat(invoice.paymentSecret()).contains(SECRET);
        assertThat(invoice.createdAt().getEpochSecond())
                .isEqualTo(pico ? 1_572_468_703 : 1_496_314_658);
        assertThat(invoice.paymentHash().hex())
                .isEqualTo(
                        pico
                                ? "462264ede7e14047e9b249da94fefc47f41f7d02ee9b091815a5506bc8abf75f"
                                : "0001020304050607080900010203040506070809000102030405060708090102");
        assertThat(invoice.network())
                .isEqualTo(vector.title().contains("testnet") ? Network.TESTNET : Network.MAINNET);
        assertThat(invoice.encoded()).isEqualTo(vector.bolt11().toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void refusesEveryInvalidExample(Vectors.Vector vector) {
        Map<String, String> reasons =
                Map.of(
                        "feature 100", "requires feature 100",
                        "checksum", "checksum",
                        "no 1", "separator",
                        "mixed case", "mixed upper and lower case",
                        "not recoverable", "signature is not valid",
                        "too short", "too short",
                        "multiplier", "multiplier is m, u, n or p, not 'x'",
                        "sub-millisatoshi", "whole number of millisatoshis",
                        "`s` field", "no payment secret (field 's')",
                        "Non canonical", "not that of the payee");
        String reason =
                reasons.entrySet().stream()
                        .filter(entry -> vector.title().contains(entry.getKey()))
                        .findFirst()
                        .orElseThrow()
                        .getValue();

        assertThatThrownBy(() -> Bolt11.decode(vector.bolt11()))
                .isInstanceOf(MalformedInvoice.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @MethodSource("inOurFieldOrder")
    void writesWhatTheSpecificationWrites(Vectors.Vector vector) {
        Invoice read = Bolt11.decode(vector.bolt11());
        InvoiceDraft draft =
                new InvoiceDraft(
                        read.network(),
                        read.amount(),
                        read.createdAt(),
                        read.paymentHash(),
                        SECRET,
                        read.description(),
                        read.descriptionHash(),
                        read.expiry(),
                        read.minFinalCltv(),
                        false,
                        read.features(),
                        read.routeHints(),
                        read.fallbackAddresses(),
                        read.metadata());

        Invoice written = Bolt11.encode(draft, Hex.decode(Vectors.KEY));

        assertThat(written.encoded()).isEqualTo(vector.bolt11());
        assertThat(written).isEqualTo(read);
    }

    @Test
    void readsADonationOfAnyAmount() {
        Invoice invoice = Vectors.decoded("donation");

        assertThat(invoice.amount()).isEmpty();
        assertThat(invoice.description()).contains("Please consider supporting this project");
        assertThat(invoice.expiry()).isEqualTo(Duration.ofHours(1));
        assertThat(invoice.minFinalCltv()).isEqualTo(18);
        assertThat(invoice.features()).isEqualTo(Features.STANDARD);
    }

    @Test
    void readsACoffeeWithinAMinute() {
        Invoice invoice = Vectors.decoded("cup of coffee");

        assertThat(invoice.amount()).contains(Msat.ofSat(250_000));
        assertThat(invoice.description()).contains("1 cup coffee");
        assertThat(invoice.expiry()).isEqualTo(Duration.ofMinutes(1));
        assertThat(invoice.expiresAt()).isEqualTo(Instant.ofEpochSecond(1_496_314_718));
        assertThat(invoice.isExpired(Instant.ofEpochSecond(1_496_314_717))).isFalse();
        assertThat(invoice.isExpired(Instant.ofEpochSecond(1_496_314_718))).isTrue();
    }

    @Test
    void readsADescriptionInJapanese() {
        assertThat(Vectors.decoded("ナンセンス").description()).contains("ナンセンス 1杯");
    }

    @Test
    void readsADescriptionHash() {
        String list =
                "One piece of chocolate cake, one icecream cone, one pickle, one slice of swiss cheese,"
                        + " one slice of salami, one lollypop, one piece of cherry pie, one sausage, one cupcake,"
                        + " and one slice of watermelon";

        Invoice invoice = Vectors.decoded("entire list");

        assertThat(invoice.description()).isEmpty();
        assertThat(invoice.descriptionHash())
                .contains(Bytes32.of(Hashes.sha256(list.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void readsFallbackAddressesOfEveryKind() {
        List<String> titles =
                List.of("testnet", "1Rusty", "(P2SH)", "(P2WPKH)", "(P2WSH)", "(P2TR)");

        assertThat(titles.stream().map(Vectors::decoded).map(Bolt11VectorsTest::fallback))
                .containsExactly(
                        "mk2QpYatsKicvFVuTAQLBryyccRXMUaGHP",
                        "1RustyRX2oai4EYYDpQGWvEL62BBGqN9T",
                        "3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX",
                        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                        "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3",
                        "bc1pptdvg0d2nj99568qn6ssdy4cygnwuxgw2ukmnwgwz7jpqjz2kszse2s3lm");
    }

    @Test
    void readsARouteOfTwoHops() {
        Invoice invoice = Vectors.decoded("1Rusty");

        assertThat(invoice.routeHints())
                .containsExactly(
                        new RouteHint(
                                List.of(
                                        new RouteHint.Hop(
                                                new NodeId(
                                                        "029e03a901b85534ff1e92c43c74431f7ce72046060fcf7a95c37e148f78c77255"),
                                                channel(66_051, 263_430, 1_800),
                                                1,
                                                20,
                                                3),
                                        new RouteHint.Hop(
                                                new NodeId(
                                                        "039e03a901b85534ff1e92c43c74431f7ce72046060fcf7a95c37e148f78c77255"),
                                                channel(197_637, 395_016, 2_314),
                                                2,
                                                30,
                                                4))));
    }

    @Test
    void readsAnAmountInPicobitcoin() {
        Invoice invoice = Vectors.decoded("pico");

        assertThat(invoice.amount()).contains(Msat.of(967_878_534));
        assertThat(invoice.expiry()).isEqualTo(Duration.ofDays(7));
        assertThat(invoice.minFinalCltv()).isEqualTo(10);
        assertThat(invoice.routeHints().getFirst().hops().getFirst().cltvExpiryDelta())
                .isEqualTo(40);
    }

    @Test
    void readsOptionalFeatures() {
        Invoice invoice = Vectors.decoded("features 8, 14 and 99");

        assertThat(invoice.features()).isEqualTo(Features.of(8, 14, 99));
        assertThat(Vectors.decoded("upper case")).isEqualTo(invoice);
    }

    @Test
    void passesOverFieldsToBeIgnored() {
        Invoice invoice = Vectors.decoded("must be ignored");

        assertThat(invoice.fallbackAddresses()).isEmpty();
        assertThat(invoice.descriptionHash()).isEmpty();
        assertThat(invoice.description()).contains("coffee beans");
    }

    /** S was negated and the recovery id was not, so the key is another one, and no matter. */
    @Test
    void recoversAKeyFromASignatureOfHighS() {
        assertThat(Vectors.decoded("high-S signature").payee().hex())
                .isEqualTo("02d0139ce7427d6dfffd26a326c18be754ef1e64672b42694ba5b23ef6e6e7803d");
    }

    @Test
    void readsMetadata() {
        Invoice invoice = Vectors.decoded("metadata");

        assertThat(invoice.metadata()).isEqualTo(Optional.of("01fafaf0"));
        assertThat(invoice.features()).isEqualTo(Features.of(8, 14, 48));
    }

    private static String fallback(Invoice invoice) {
        return invoice.fallbackAddresses().getFirst().on(invoice.network());
    }

    private static long channel(long block, long transaction, long output) {
        return block << 40 | transaction << 16 | output;
    }
}
