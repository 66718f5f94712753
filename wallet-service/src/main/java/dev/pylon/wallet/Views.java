package dev.pylon.wallet;

import dev.pylon.api.wallet.DecodedInvoice;
import dev.pylon.api.wallet.EntryDirection;
import dev.pylon.api.wallet.EntryKind;
import dev.pylon.api.wallet.EntryStatus;
import dev.pylon.api.wallet.HistoryEntry;
import dev.pylon.api.wallet.InvoiceStatus;
import dev.pylon.api.wallet.InvoiceView;
import dev.pylon.api.wallet.PaymentStatus;
import dev.pylon.api.wallet.PaymentView;
import dev.pylon.api.wallet.SettlementView;
import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.lightning.Preimage;
import dev.pylon.wallet.history.HistoryLine;
import dev.pylon.wallet.invoice.InvoiceState;
import dev.pylon.wallet.invoice.Settlement;
import dev.pylon.wallet.invoice.WalletInvoice;
import dev.pylon.wallet.payment.Payment;
import java.time.Instant;
import java.util.Locale;
import org.springframework.http.codec.ServerSentEvent;

/** The wallet's values as the REST contract shows them. */
final class Views {
    private Views() {}

    static InvoiceView of(WalletInvoice invoice, Instant now) {
        return new InvoiceView(
                invoice.hash().hex(),
                invoice.bolt11(),
                invoice.amount().orElse(null),
                invoice.description(),
                status(invoice, now),
                invoice.createdAt(),
                invoice.expiresAt(),
                invoice.paidAt().orElse(null),
                invoice.received().orElse(null),
                invoice.state() == InvoiceState.REFUNDED ? invoice.received().orElse(null) : null);
    }

    static PaymentView of(Payment payment) {
        return new PaymentView(
                payment.hash().hex(),
                status(payment),
                payment.amount(),
                payment.fee().orElse(null),
                payment.preimage().map(Preimage::hex).orElse(null),
                payment.failureCode().orElse(null),
                detail(payment),
                payment.internal(),
                payment.createdAt(),
                payment.finishedAt().orElse(null));
    }

    static HistoryEntry of(HistoryLine line) {
        return new HistoryEntry(
                Long.toString(line.entry().value()),
                EntryKind.valueOf(line.kind().toUpperCase(Locale.ROOT)),
                EntryDirection.valueOf(line.direction().toUpperCase(Locale.ROOT)),
                EntryStatus.valueOf(line.status().toUpperCase(Locale.ROOT)),
                line.amount(),
                line.fee(),
                line.hash().map(PaymentHash::hex).orElse(null),
                line.description(),
                line.at());
    }

    static DecodedInvoice of(Invoice invoice, Instant now) {
        return new DecodedInvoice(
                invoice.network().word(),
                invoice.amount().orElse(null),
                invoice.paymentHash().hex(),
                invoice.payee().hex(),
                invoice.description().orElse(null),
                invoice.createdAt(),
                invoice.expiresAt(),
                invoice.isExpired(now));
    }

    static ServerSentEvent<SettlementView> of(Settlement settlement) {
        return ServerSentEvent.builder(
                        new SettlementView(
                                settlement.cursor(),
                                settlement.hash().hex(),
                                settlement.received(),
                                settlement.settledAt()))
                .id(Long.toString(settlement.cursor()))
                .event("settlement")
                .build();
    }

    private static InvoiceStatus status(WalletInvoice invoice, Instant now) {
        return switch (invoice.state()) {
            case OPEN ->
                    now.isBefore(invoice.expiresAt()) ? InvoiceStatus.OPEN : InvoiceStatus.EXPIRED;
            case PAID -> InvoiceStatus.PAID;
            case CANCELLED -> InvoiceStatus.CANCELLED;
            case REFUNDED -> InvoiceStatus.REFUNDED;
        };
    }

    private static PaymentStatus status(Payment payment) {
        return switch (payment.state()) {
            case HELD, SENDING, UNKNOWN -> PaymentStatus.PENDING;
            case SETTLED -> PaymentStatus.SETTLED;
            case FAILED, SETTLED_LATE -> PaymentStatus.FAILED;
        };
    }

    private static @org.jspecify.annotations.Nullable String detail(Payment payment) {
        return switch (payment.state()) {
            case HELD -> payment.detail().orElse("Waiting to be sent.");
            case SENDING -> "On its way.";
            case UNKNOWN -> payment.detail().orElse("Checking what became of it.");
            case SETTLED -> null;
            case FAILED -> payment.detail().orElse(null);
            case SETTLED_LATE ->
                    "It was reported as failed and the money was given back; later it settled after all."
                            + " The operator has been alarmed.";
        };
    }
}
