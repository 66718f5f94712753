package dev.pylon.buyer.desk;

import dev.pylon.buyer.settings.BuyerSettings;
import dev.pylon.kit.outbox.Outbox;
import dev.pylon.nostr.key.SecretKey;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

@Configuration(proxyBeanMethods = false)
class DeskConfiguration {
    @Bean
    JobStore jobStore(DatabaseClient database, Outbox outbox, SecretKey identity) {
        return new JobStore(database, outbox, identity);
    }

    @Bean
    Evidence evidence(DatabaseClient database, BuyerSettings settings) {
        return new Evidence(database, settings.policy(), settings.evidenceHalfLife());
    }

    @Bean
    Desk desk(
            JobStore store,
            Evidence evidence,
            Sellers sellers,
            TransactionalOperator transaction,
            BuyerSettings settings) {
        return new Desk(
                store, evidence, sellers, transaction, settings.rules(), InstantSource.system());
    }
}
