package dev.pylon.provider;

import dev.pylon.primitives.Msat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code pylon.provider}: what is sold and how.
 *
 * @param identifier the announcement's {@code d}
 * @param kinds of requests that are taken
 * @param priceMsat of a job, unless {@code models} has a price for its model; millisatoshis
 * @param models prices in millisatoshis by model
 * @param payment when a job is paid
 * @param capacity jobs worked on at a time
 * @param perBuyer open jobs of one customer at a time
 * @param maxOpen open jobs in all; more are refused
 * @param maxInputBytes of a job's text
 * @param maxResultBytes of a result; a longer one, or one longer than its encryption can carry, is
 *     cut off, and says so
 * @param maxAge how old a request may be
 * @param quoteExpiry how long a quote can be paid
 * @param partialInterval at least this between two partial results; at most four a second
 * @param workLimit how long a job may be worked on in all
 * @param firstTextLimit how long a backend may take for its first text
 * @param publishLimit how long a relay is given to take an event, before it is tried anew
 * @param openRelays whether relays that jobs name may be on private addresses; on regtest only
 * @param modelsFile what models are sold for and their limits, read again when it changes; its
 *     prices win over {@code models}
 */
@ConfigurationProperties("pylon.provider")
public record ProviderSettings(
        @DefaultValue("pylon") String identifier,
        @DefaultValue("Pylon provider") String name,
        @DefaultValue("Inference for sats, by the job.") String about,
        @DefaultValue({"5000", "5001", "5002", "5050"}) Set<Integer> kinds,
        @DefaultValue("21000") long priceMsat,
        @DefaultValue Map<String, Long> models,
        @DefaultValue("before") PaymentPolicy payment,
        @DefaultValue("4") int capacity,
        @DefaultValue("16") int perBuyer,
        @DefaultValue("1000") int maxOpen,
        @DefaultValue("65536") int maxInputBytes,
        @DefaultValue("262144") int maxResultBytes,
        @DefaultValue("10m") Duration maxAge,
        @DefaultValue("10m") Duration quoteExpiry,
        @DefaultValue("250ms") Duration partialInterval,
        @DefaultValue("5m") Duration workLimit,
        @DefaultValue("60s") Duration firstTextLimit,
        @DefaultValue("10s") Duration publishLimit,
        @DefaultValue("false") boolean openRelays,
        @Nullable Path modelsFile) {
    private static final int MIN_RESULT = 256;

    public ProviderSettings {
        kinds = Set.copyOf(kinds);
        models = Map.copyOf(models);
        Msat.of(priceMsat);
        models.values().forEach(Msat::of);
        if (capacity < 1 || perBuyer < 1 || maxOpen < 1) {
            throw new IllegalArgumentException("capacity, perBuyer and maxOpen are at least 1");
        }
        if (maxResultBytes < MIN_RESULT) {
            throw new IllegalArgumentException("maxResultBytes is at least " + MIN_RESULT);
        }
        if (partialInterval.compareTo(Duration.ofMillis(250)) < 0) {
            throw new IllegalArgumentException(
                    "partialInterval is at least 250ms: at most four partial results a second");
        }
    }

    /** When a job is paid. */
    public enum PaymentPolicy {
        BEFORE,
        AFTER,
        FREE;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What a job on this model costs, unless {@code modelsFile} says otherwise. */
    public Msat priceOf(String model) {
        return Msat.of(payment == PaymentPolicy.FREE ? 0 : models.getOrDefault(model, priceMsat));
    }
}
