package dev.pylon.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValuesTest {
    private static final PaymentHash HASH = PaymentHash.fromHex("ab".repeat(32));
    private static final byte[] KEY = Hex.decode(Vectors.KEY);
    private static final InvoiceDraft DRAFT = InvoiceDraft.of(Network.REGTEST, HASH, "tea");

    @Test
    void aPreimageProvesItsHashAndNoOther() {
        Preimage preimage = Preimage.random();

        assertThat(preimage.proves(preimage.hash())).isTrue();
        assertThat(preimage.proves(HASH)).isFalse();
        assertThat(Preimage.fromHex(preimage.hex())).isEqualTo(preimage);
    }

    @Test
    void aPreimageDoesNotTellItselfByAccident() {
        Preimage preimage = Preimage.random();

        assertThat(preimage.toString()).doesNotContain(preimage.hex());
    }

    @Test
    void hashesAndNodesSortAsTheirHexDoes() {
        assertThat(HASH).isLessThan(PaymentHash.fromHex("ac".repeat(32))).hasToString(HASH.hex());
        assertThat(new NodeId("02" + "00".repeat(32)))
                .isLessThan(new NodeId("03" + "00".repeat(32)));
        assertThat(new NodeId(Vectors.NODE.toUpperCase(java.util.Locale.ROOT)))
                .hasToString(Vectors.NODE);
    }

    @Test
    void aNodeIdIsACompressedKey() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeId("04" + "00".repeat(32)));
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeId("02"));
    }

    @Test
    void networksAreKnownByTheirWords() {
        assertThat(Network.fromWord("regtest")).isEqualTo(Network.REGTEST);
        assertThat(Network.fromWord("Mainnet")).isEqualTo(Network.MAINNET);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.fromWord("liquid"))
                .withMessageContaining("'liquid'");
    }

    @Test
    void writesAnInvoiceForEveryNetwork() {
        for (Network network : Network.values()) {
            Invoice invoice =
                    Bolt11.encode(
                            InvoiceDraft.of(network, HASH, "tea").withAmount(Msat.of(21_000)), KEY);

            assertThat(invoice.encoded()).startsWith("ln" + network.prefix() + "210n1");
            assertThat(Bolt11.decode(invoice.encoded())).isEqualTo(invoice);
        }
    }

    @Test
    void writesTheShortestAmount() {
        assertThat(List.of(1L, 10L, 100L, 100_000L, 100_000_000L, 100_000_000_000L, 2_500_000L))
                .map(msat -> Amounts.write(Msat.of(msat)))
                .containsExactly("10p", "100p", "1n", "1u", "1m", "1", "25u");
    }

    @Test
    void aDraftHasSensibleDefaults() {
        Invoice invoice = Bolt11.encode(DRAFT, KEY);

        assertThat(invoice.amount()).isEmpty();
        assertThat(invoice.expiry()).isEqualTo(Duration.ofHours(1));
        assertThat(invoice.features()).isEqualTo(Features.STANDARD);
        assertThat(invoice.createdAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(invoice.payee().hex()).isEqualTo(Vectors.NODE);
    }

    @Test
    void aDraftRefusesWhatNoInvoiceCanSay() {
        Instant now = Instant.now();
        assertThatIllegalArgumentException().isThrownBy(() -> DRAFT.withAmount(Msat.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DRAFT.withTimes(now, Duration.ofMillis(500)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DRAFT.withTimes(now, Duration.ofDays(500_000)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DRAFT.withTimes(Instant.ofEpochSecond(-1), Duration.ofHours(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InvoiceDraft.of(Network.REGTEST, HASH, "é".repeat(320)));
    }

    @Test
    void refusesAKeyThatIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Bolt11.encode(DRAFT, new byte[32]));
        assertThatIllegalArgumentException().isThrownBy(() -> Bolt11.encode(DRAFT, new byte[31]));
    }

    @Test
    void aHopHasUnsignedNumbers() {
        NodeId node = new NodeId(Vectors.NODE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RouteHint.Hop(node, 1, -1, 0, 0))
                .withMessageContaining("feeBaseMsat");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RouteHint.Hop(node, 1, 0, 1L << 32, 0))
                .withMessageContaining("feeProportionalMillionths");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RouteHint.Hop(node, 1, 0, 0, 65_536))
                .withMessageContaining("cltvExpiryDelta");
        assertThatIllegalArgumentException().isThrownBy(() -> new RouteHint(List.of()));
    }

    @Test
    void anAddressHasTheSizeOfItsVersion() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FallbackAddress(0, "ab".repeat(21)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FallbackAddress(17, "ab".repeat(32)));
        assertThatIllegalArgumentException().isThrownBy(() -> new FallbackAddress(19, "abab"));
        assertThatIllegalArgumentException().isThrownBy(() -> new FallbackAddress(2, "ab"));
        assertThat(new FallbackAddress(0, "ab".repeat(20)).on(Network.REGTEST))
                .startsWith("bcrt1q");
        assertThat(new FallbackAddress(0, "ab".repeat(20)).on(Network.SIGNET)).startsWith("tb1q");
        assertThat(new FallbackAddress(18, "ab".repeat(20)).on(Network.REGTEST)).startsWith("2");
    }

    @Test
    void featureBitsHaveTheirRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> Features.of(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Features.of(5_115));
        assertThat(Features.of(15).has(Features.PAYMENT_SECRET)).isTrue();
        assertThat(Features.NONE.has(Features.PAYMENT_SECRET)).isFalse();
    }
}
