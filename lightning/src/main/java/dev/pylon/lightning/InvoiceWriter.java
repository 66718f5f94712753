package dev.pylon.lightning;

import dev.pylon.primitives.Bech32;
import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Hex;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The part of an invoice that is signed. */
final class InvoiceWriter {
    private static final int TIMESTAMP_GROUPS = 7;
    private static final int HOP_BYTES = 51;

    private final ByteArrayOutputStream groups = new ByteArrayOutputStream();

    private InvoiceWriter() {}

    static String prefix(InvoiceDraft draft) {
        return "ln" + draft.network().prefix() + draft.amount().map(Amounts::write).orElse("");
    }

    static byte[] data(InvoiceDraft draft, NodeId payee) {
        InvoiceWriter writer = new InvoiceWriter();
        writer.groups.writeBytes(
                Groups.ofLong(draft.createdAt().getEpochSecond(), TIMESTAMP_GROUPS));
        writer.fields(draft, payee);
        return writer.groups.toByteArray();
    }

    private void fields(InvoiceDraft draft, NodeId payee) {
        field(FieldType.PAYMENT_SECRET, draft.paymentSecret());
        field(FieldType.PAYMENT_HASH, draft.paymentHash().value());
        draft.description()
                .ifPresent(text ->
                        field(
                                FieldType.DESCRIPTION,
                                Bech32.fromBytes(text.getBytes(StandardCharsets.UTF_8))));
        draft.descriptionHash().ifPresent(hash -> field(FieldType.DESCRIPTION_HASH, hash));
        if (!draft.expiry().equals(InvoiceDraft.DEFAULT_EXPIRY)) {
            field(FieldType.EXPIRY, Groups.ofLong(draft.expiry().getSeconds()));
        }
        if (draft.minFinalCltv() != InvoiceDraft.DEFAULT_MIN_FINAL_CLTV) {
            field(FieldType.MIN_FINAL_CLTV, Groups.ofLong(draft.minFinalCltv()));
        }
        draft.fallbackAddresses().forEach(this::fallback);
        draft.routeHints().forEach(this::routeHint);
        draft.metadata()
                .ifPresent(hex -> field(FieldType.METADATA, Bech32.fromBytes(Hex.decode(hex))));
        if (draft.namesPayee()) {
            field(FieldType.PAYEE, Bech32.fromBytes(payee.toBytes()));
        }
        if (!draft.features().bits().isEmpty()) {
            field(FieldType.FEATURES, features(draft.features()));
        }
    }

    private void fallback(FallbackAddress address) {
        field(
                FieldType.FALLBACK,
                Groups.concat(
                        new byte[] {(byte) address.version()},
                        Bech32.fromBytes(Hex.decode(address.program()))));
    }

    private void routeHint(RouteHint hint) {
        ByteBuffer bytes = ByteBuffer.allocate(HOP_BYTES * hint.hops().size());
        for (RouteHint.Hop hop : hint.hops()) {
            bytes.put(hop.node().toBytes())
                    .putLong(hop.shortChannelId())
                    .putInt((int) hop.feeBaseMsat())
                    .putInt((int) hop.feeProportionalMillionths())
                    .putShort((short) hop.cltvExpiryDelta());
        }
        field(FieldType.ROUTE_HINT, Bech32.fromBytes(bytes.array()));
    }

    private static byte[] features(Features features) {
        byte[] groups = new byte[features.bits().last() / Groups.BITS + 1];
        for (int bit : features.bits()) {
            groups[groups.length - 1 - bit / Groups.BITS] |= (byte) (1 << bit % Groups.BITS);
        }
        return groups;
    }

    private void field(FieldType type, Bytes32 value) {
        field(type, Bech32.fromBytes(value.toBytes()));
    }

    private void field(FieldType type, byte[] value) {
        if (value.length > FieldType.MAX_GROUPS) {
            throw new IllegalArgumentException(
                    "field '" + type.letter() + "' has more than 639 bytes");
        }
        groups.write(type.code());
        groups.writeBytes(Groups.ofLong(value.length, 2));
        groups.writeBytes(value);
    }
}
