package dev.pylon.lightning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Msat;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Chain;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.utils.Either;
import fr.acinq.lightning.CltvExpiryDelta;
import fr.acinq.lightning.MilliSatoshi;
import fr.acinq.lightning.ShortChannelId;
import fr.acinq.lightning.payment.Bolt11Invoice;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** ACINQ's lightning-kmp, which runs in the Phoenix wallet, reads and writes the same as we do. */
class OracleTest {
    @Provide
    Arbitrary<InvoiceDraft> drafts() {
        return Drafts.THE_ORACLE_CAN_READ.any();
    }

    @Provide
    Arbitrary<InvoiceDraft> allDrafts() {
        return Drafts.ALL.any();
    }

    @Provide
    Arbitrary<byte[]> secretKeys() {
        return Drafts.secretKeys();
    }

    @Property(tries = 300)
    void theOracleReadsWhatWeWrite(
            @ForAll("drafts") InvoiceDraft draft, @ForAll("secretKeys") byte[] key) {
        Invoice ours = Bolt11.encode(draft, key);

        assertSame(Bolt11Invoice.Companion.read(ours.encoded()).get(), ours);
    }

    @Property(tries = 300)
    void weReadWhatWeWrite(@ForAll("drafts") InvoiceDraft draft, @ForAll("secretKeys") byte[] key) {
        Invoice written = Bolt11.encode(draft, key);

        assertThat(Bolt11.decode(written.encoded())).isEqualTo(written);
    }

    @Property(tries = 300)
    void weReadWhatTheOracleWrites(
            @ForAll("drafts") InvoiceDraft draft, @ForAll("secretKeys") byte[] key) {
        Bolt11Invoice theirs = byOracle(draft, key);

        assertSame(theirs, Bolt11.decode(theirs.write()));
    }

    private static Bolt11Invoice byOracle(InvoiceDraft draft, byte[] key) {
        Either<String, ByteVector32> description =
                draft.description().isPresent()
                        ? new Either.Left<>(draft.description().get())
                        : new Either.Right<>(bytes(draft.descriptionHash().orElseThrow().hex()));
        return Bolt11Invoice.Companion.create(
                switch (draft.network()) {
                    case MAINNET -> Chain.Mainnet.INSTANCE;
                    case TESTNET -> Chain.Testnet3.INSTANCE;
                    case SIGNET -> Chain.Signet.INSTANCE;
                    case REGTEST -> Chain.Regtest.INSTANCE;
                },
                orNull(draft.amount().map(amount -> new MilliSatoshi(amount.value()))),
                bytes(draft.paymentHash().hex()),
                new PrivateKey(key),
                description,
                new CltvExpiryDelta(draft.minFinalCltv()),
                fr.acinq.lightning.Features.Companion.invoke(featureBytes(draft.features())),
                bytes(draft.paymentSecret().hex()),
                orNull(draft.metadata().map(ByteVector::fromHex)),
                draft.expiry().toSeconds(),
                draft.routeHints().stream().map(OracleTest::extraHops).toList(),
                draft.createdAt().getEpochSecond());
    }

    private static void assertSame(Bolt11Invoice theirs, Invoice ours) {
        assertThat(ours.network().prefix()).isEqualTo(theirs.getPrefix().substring(2));
        assertThat(ours.amount().map(Msat::value))
                .isEqualTo(Optional.ofNullable(theirs.getAmount()).map(MilliSatoshi::getMsat));
        assertThat(ours.createdAt().getEpochSecond()).isEqualTo(theirs.getTimestampSeconds());
        assertThat(ours.paymentHash().hex()).isEqualTo(theirs.getPaymentHash().toHex());
        assertThat(ours.paymentSecret().orElseThrow().hex())
                .isEqualTo(theirs.getPaymentSecret().toHex());
        assertThat(ours.description()).isEqualTo(Optional.ofNullable(theirs.getDescription()));
        assertThat(ours.descriptionHash().map(hash -> hash.hex()))
                .isEqualTo(
                        Optional.ofNullable(theirs.getDescriptionHash()).map(ByteVector32::toHex));
        assertThat(ours.expiry().toSeconds())
                .isEqualTo(Optional.ofNullable(theirs.getExpirySeconds()).orElse(3_600L));
        assertThat(ours.minFinalCltv())
                .isEqualTo(
                        Optional.ofNullable(theirs.getMinFinalExpiryDelta())
                                .map(CltvExpiryDelta::toInt)
                                .orElse(18));
        assertThat(ours.payee().hex()).isEqualTo(theirs.getNodeId().toHex());
        assertThat(new BigInteger(1, featureBytes(ours.features())))
                .isEqualTo(new BigInteger(1, theirs.getFeatures().toByteArray()));
        assertThat(ours.routeHints().stream().map(OracleTest::extraHops).toList())
                .isEqualTo(
                        theirs.getRoutingInfo().stream()
                                .map(Bolt11Invoice.TaggedField.RoutingInfo::getHints)
                                .toList());
        assertThat(ours.metadata())
                .isEqualTo(Optional.ofNullable(theirs.getPaymentMetadata()).map(ByteVector::toHex));
        assertThat(
                        ours.fallbackAddresses().stream()
                                .findFirst()
                                .map(address -> address.on(ours.network())))
                .isEqualTo(Optional.ofNullable(theirs.getFallbackAddress()));
    }

    private static List<Bolt11Invoice.TaggedField.ExtraHop> extraHops(RouteHint hint) {
        return hint.hops().stream()
                .map(hop ->
                        new Bolt11Invoice.TaggedField.ExtraHop(
                                PublicKey.fromHex(hop.node().hex()),
                                new ShortChannelId(hop.shortChannelId()),
                                new MilliSatoshi(hop.feeBaseMsat()),
                                hop.feeProportionalMillionths(),
                                new CltvExpiryDelta(hop.cltvExpiryDelta())))
                .toList();
    }

    private static byte[] featureBytes(Features features) {
        BigInteger bits = BigInteger.ZERO;
        for (int bit : features.bits()) {
            bits = bits.setBit(bit);
        }
        return bits.toByteArray();
    }

    private static ByteVector32 bytes(String hex) {
        return new ByteVector32(Hex.decode(hex));
    }

    private static <T> @Nullable T orNull(Optional<T> value) {
        return value.orElse(null);
    }
}
