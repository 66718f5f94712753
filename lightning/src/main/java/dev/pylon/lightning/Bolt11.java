package dev.pylon.lightning;

import dev.pylon.primitives.Bech32;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Secp256k1;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** BOLT 11: reading and writing Lightning invoices. */
public final class Bolt11 {
    /** What fits into the largest QR code. Nothing longer is read. */
    public static final int MAX_LENGTH = 7_089;

    static final String SCHEME = "lightning:";
    static final int SIGNATURE_GROUPS = 104;

    private Bolt11() {}

    /**
     * Reads an invoice, in lower or upper case, with or without {@code lightning:} before it, and
     * checks all of BOLT 11's rules for readers, the signature among them. Whether it has expired
     * and is for the right network is for the caller to ask.
     *
     * <p>Fields {@code p h s n} of a wrong length are passed over, as the specification's example
     * has it; of a field that occurs twice the first counts.
     *
     * @throws MalformedInvoice and nothing else, for any text
     */
    public static Invoice decode(String bolt11) {
        String text = bolt11.strip();
        if (text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            text = text.substring(SCHEME.length());
        }
        if (text.length() > MAX_LENGTH) {
            throw new MalformedInvoice("an invoice has at most " + MAX_LENGTH + " characters");
        }
        return new InvoiceReader(bech32(text), text.toLowerCase(Locale.ROOT)).read();
    }

    /**
     * Writes and signs an invoice. The same draft and key always make the same text.
     *
     * @param nodeSecretKey32 the payee node's secret key
     * @throws IllegalArgumentException if the key is no secret key, or the invoice gets too long
     */
    public static Invoice encode(InvoiceDraft draft, byte[] nodeSecretKey32) {
        Secp256k1 curve = Secp256k1.get();
        if (!curve.isValidSecretKey(nodeSecretKey32)) {
            throw new IllegalArgumentException("not a secret key");
        }
        NodeId payee = NodeId.of(curve.publicKey(nodeSecretKey32));
        String prefix = InvoiceWriter.prefix(draft);
        byte[] data = InvoiceWriter.data(draft, payee);
        byte[] signature = curve.signRecoverable(signedHash(prefix, data), nodeSecretKey32);
        String text =
                Bech32.encode(
                        prefix,
                        Groups.concat(data, Bech32.fromBytes(signature)),
                        Bech32.Variant.BECH32);
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "an invoice has at most " + MAX_LENGTH + " characters");
        }
        return new Invoice(
                draft.network(),
                draft.amount(),
                draft.createdAt(),
                draft.paymentHash(),
                Optional.of(draft.paymentSecret()),
                draft.description(),
                draft.descriptionHash(),
                draft.expiry(),
                draft.minFinalCltv(),
                payee,
                draft.features(),
                draft.routeHints(),
                draft.fallbackAddresses(),
                draft.metadata(),
                text);
    }

    /** What is signed: the human-readable part and the data before the signature. */
    static byte[] signedHash(String prefix, byte[] data) {
        return Hashes.sha256(prefix.getBytes(StandardCharsets.UTF_8), Groups.toBytesPadded(data));
    }

    private static Bech32.Decoded bech32(String text) {
        if (text.chars().anyMatch(c -> c > 126)) {
            throw new MalformedInvoice("not an invoice: a character that no invoice has");
        }
        Bech32.Decoded decoded;
        try {
            decoded = Bech32.decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedInvoice("not an invoice: " + e.getMessage(), e);
        }
        if (decoded.variant() != Bech32.Variant.BECH32) {
            throw new MalformedInvoice("not an invoice: the checksum is that of Bech32m");
        }
        return decoded;
    }
}
