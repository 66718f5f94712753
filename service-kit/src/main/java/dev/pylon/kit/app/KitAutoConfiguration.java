package dev.pylon.kit.app;

import dev.pylon.kit.auth.ApiKeyFilter;
import dev.pylon.kit.auth.ApiKeys;
import dev.pylon.kit.auth.ApiKeysRefresh;
import dev.pylon.kit.lease.LeaderLease;
import dev.pylon.kit.outbox.Outbox;
import dev.pylon.kit.outbox.OutboxDispatcher;
import dev.pylon.kit.outbox.OutboxGauges;
import dev.pylon.kit.outbox.OutboxHandler;
import dev.pylon.kit.problem.ProblemHandler;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.json.JsonMapper;

/** What every service gets by having the kit on its class path. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
            "org.springframework.boot.data.r2dbc.autoconfigure.DataR2dbcAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration"
        })
public class KitAutoConfiguration {
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE + 100)
    ProblemHandler problemHandler(JsonMapper json) {
        return new ProblemHandler(json);
    }

    /** For services that have API keys. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("pylon.api-keys-file")
    static class Keys {
        @Bean
        ApiKeys apiKeys(@Value("${pylon.api-keys-file}") Path file) {
            return new ApiKeys(file);
        }

        @Bean
        ApiKeyFilter apiKeyFilter(ApiKeys keys) {
            return new ApiKeyFilter(keys);
        }

        @Bean
        ApiKeysRefresh apiKeysRefresh(ApiKeys keys) {
            return new ApiKeysRefresh(keys);
        }
    }

    /** For services that have a database. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(DatabaseClient.class)
    static class Database {
        @Bean
        Outbox outbox(DatabaseClient database) {
            return new Outbox(database);
        }

        @Bean
        OutboxDispatcher outboxDispatcher(
                DatabaseClient database,
                Outbox outbox,
                List<OutboxHandler> handlers,
                MeterRegistry meters) {
            return new OutboxDispatcher(database, outbox, handlers, meters);
        }

        @Bean
        OutboxGauges outboxGauges(DatabaseClient database, MeterRegistry meters) {
            return new OutboxGauges(database, meters);
        }

        @Bean
        LeaderLease leaderLease(DatabaseClient database) {
            return new LeaderLease(database);
        }
    }
}
