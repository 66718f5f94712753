package dev.pylon.wallet.backend.ledger;

import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Secp256k1;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The key that signs the ledger's invoices. It is in the database, so that replicas share it; it
 * opens nothing of value, since the ledger runs on regtest only. Never logged.
 */
final class LedgerNode {
    private static final String MAKE =
            "INSERT INTO ledger_node (secret_key) VALUES (:key) ON CONFLICT DO NOTHING";
    private static final String FIND = "SELECT secret_key FROM ledger_node";

    private final Mono<byte[]> secretKey;

    LedgerNode(DatabaseClient database) {
        Mono<byte[]> find =
                database.sql(FIND).map((row, metadata) -> row.get(0, byte[].class)).one();
        this.secretKey =
                find.switchIfEmpty(
                                Mono.defer(() ->
                                        database.sql(MAKE)
                                                .bind("key", fresh())
                                                .fetch()
                                                .rowsUpdated()
                                                .then(find)))
                        .cacheInvalidateIf(key -> false);
    }

    Mono<byte[]> secretKey() {
        return secretKey;
    }

    private static byte[] fresh() {
        while (true) {
            byte[] candidate = Preimage.random().value().toBytes();
            if (Secp256k1.get().isValidSecretKey(candidate)) {
                return candidate;
            }
        }
    }
}
