package dev.pylon.wallet.account;

import dev.pylon.lightning.Network;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.ledger.Journal;
import dev.pylon.wallet.ledger.JournalKind;
import dev.pylon.wallet.ledger.Ledger;
import dev.pylon.wallet.ledger.WalletBook;
import dev.pylon.wallet.request.Claim;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import dev.pylon.wallet.request.RequestKeys;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Gives accounts money that is worth nothing: on regtest, and nowhere else. */
public final class Funding {
    private static final String RECORD =
            """
            INSERT INTO funding (entry_id, account_id, amount_msat, journal_id)
            VALUES (:entry, :account, :amount, :journal)\
            """;

    private final Network network;
    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Ledger ledger;
    private final RequestKeys keys;

    public Funding(
            Network network,
            DatabaseClient database,
            TransactionalOperator transaction,
            Ledger ledger,
            RequestKeys keys) {
        this.network = network;
        this.database = database;
        this.transaction = transaction;
        this.ledger = ledger;
        this.keys = keys;
    }

    /** Does nothing if the request came before. */
    public Mono<Void> give(Account account, Msat amount, KeyedRequest request) {
        if (network != Network.REGTEST) {
            return Mono.error(
                    new Refused(
                            Refusal.REGTEST_ONLY,
                            "Money can be given on regtest only; this wallet is on "
                                    + network.word()
                                    + ". Pay an invoice of it instead."));
        }
        if (amount.isZero()) {
            return Mono.error(
                    new Refused(Refusal.INVALID_REQUEST, "Give an amountMsat of at least 1."));
        }
        return keys.claim(request)
                .flatMap(claim ->
                        switch (claim) {
                            case Claim.First first -> write(account, amount, first);
                            case Claim.Repeat repeat -> Mono.<Long>empty();
                        })
                .as(transaction::transactional)
                .then();
    }

    private Mono<Long> write(Account account, Msat amount, Claim.First claim) {
        String reference = "entry " + claim.entry().value();
        return ledger.lock(List.of(WalletBook.BACKEND.id(), account.available()))
                .flatMap(books -> {
                    if (books.of(account.available()).value() > Msat.MAX_VALUE - amount.value()) {
                        return Mono.error(
                                new Refused(
                                        Refusal.INVALID_REQUEST,
                                        "That is more than all the bitcoin there will be."));
                    }
                    return ledger.post(
                            Journal.of(JournalKind.FUND, reference)
                                    .debit(WalletBook.BACKEND.id(), amount)
                                    .credit(account.available(), amount)
                                    .done());
                })
                .flatMap(journal ->
                        database.sql(RECORD)
                                .bind("entry", claim.entry().value())
                                .bind("account", account.id().value())
                                .bind("amount", amount.value())
                                .bind("journal", journal.value())
                                .fetch()
                                .rowsUpdated());
    }
}
