package dev.pylon.lightning;

import dev.pylon.primitives.Bech32;
import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Msat;
import dev.pylon.primitives.Secp256k1;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one invoice whose Bech32 is known to be good, and checks its signature. */
final class InvoiceReader {
    private static final Pattern PREFIX = Pattern.compile("ln(bcrt|tbs|bc|tb)([0-9].*)?");
    private static final int TIMESTAMP_GROUPS = 7;
    private static final int FIELD_HEADER_GROUPS = 3;

    private final String prefix;
    private final byte[] data;
    private final byte[] signature;
    private final String encoded;
    private final Fields fields = new Fields();

    InvoiceReader(Bech32.Decoded bech32, String encoded) {
        int signed = bech32.groups().length - Bolt11.SIGNATURE_GROUPS;
        if (signed < TIMESTAMP_GROUPS) {
            throw new MalformedInvoice("too short: no room for a timestamp and a signature");
        }
        this.prefix = bech32.prefix();
        this.data = Arrays.copyOf(bech32.groups(), signed);
        this.signature =
                Groups.toBytes(Arrays.copyOfRange(bech32.groups(), signed, bech32.groups().length));
        this.encoded = encoded;
    }

    Invoice read() {
        Matcher parts = PREFIX.matcher(prefix);
        if (!parts.matches()) {
            throw new MalformedInvoice(
                    "not an invoice for any known network: it starts with '" + shown(prefix) + "'");
        }
        Network network = network(parts.group(1));
        Optional<Msat> amount = Optional.ofNullable(parts.group(2)).map(Amounts::read);
        readFields();
        fields.check();
        return new Invoice(
                network,
                amount,
                Instant.ofEpochSecond(Groups.toLong(Arrays.copyOf(data, TIMESTAMP_GROUPS))),
                new PaymentHash(
                        fields.bytes32(FieldType.PAYMENT_HASH)
                                .orElseThrow(() -> missing("payment hash", 'p'))),
                Optional.of(
                        fields.bytes32(FieldType.PAYMENT_SECRET)
                                .orElseThrow(() -> missing("payment secret", 's'))),
                fields.description(),
                fields.bytes32(FieldType.DESCRIPTION_HASH),
                fields.number(FieldType.EXPIRY, InvoiceDraft.MAX_SECONDS)
                        .map(Duration::ofSeconds)
                        .orElse(InvoiceDraft.DEFAULT_EXPIRY),
                fields.number(FieldType.MIN_FINAL_CLTV, Integer.MAX_VALUE)
                        .map(Math::toIntExact)
                        .orElse(InvoiceDraft.DEFAULT_MIN_FINAL_CLTV),
                payee(),
                fields.features(),
                fields.routeHints(),
                fields.fallbackAddresses(),
                fields.first(FieldType.METADATA).map(Groups::toBytes).map(Hex::encode),
                encoded);
    }

    private void readFields() {
        int at = TIMESTAMP_GROUPS;
        while (at < data.length) {
            if (data.length - at < FIELD_HEADER_GROUPS) {
                throw new MalformedInvoice("cut off within a field's header");
            }
            int length = data[at + 1] << Groups.BITS | data[at + 2];
            int from = at + FIELD_HEADER_GROUPS;
            if (length > data.length - from) {
                throw new MalformedInvoice("a field is longer than what is left of the invoice");
            }
            byte[] value = Arrays.copyOfRange(data, from, from + length);
            FieldType.of(data[at], length).ifPresent(type -> fields.add(type, value));
            at = from + length;
        }
    }

    /** By field {@code n} if there is one, else recovered from the signature. */
    private NodeId payee() {
        Secp256k1 curve = Secp256k1.get();
        byte[] hash = Bolt11.signedHash(prefix, data);
        byte[] compact = Arrays.copyOf(signature, 64);
        Optional<byte[]> named = fields.first(FieldType.PAYEE).map(Groups::toBytes);
        if (named.isPresent()) {
            if (!curve.verifyEcdsa(compact, hash, named.get())) {
                throw new MalformedInvoice(
                        "the signature is not that of the payee the invoice names");
            }
            return NodeId.of(named.get());
        }
        try {
            return NodeId.of(curve.recover(compact, signature[64], hash));
        } catch (IllegalArgumentException e) {
            throw new MalformedInvoice("the signature is not valid", e);
        }
    }

    private static Network network(String prefix) {
        for (Network network : Network.values()) {
            if (network.prefix().equals(prefix)) {
                return network;
            }
        }
        throw new IllegalStateException("the pattern names a network that is not there");
    }

    private static MalformedInvoice missing(String what, char letter) {
        return new MalformedInvoice("there is no " + what + " (field '" + letter + "')");
    }

    private static String shown(String text) {
        return text.length() <= 20 ? text : text.substring(0, 20) + "…";
    }
}
