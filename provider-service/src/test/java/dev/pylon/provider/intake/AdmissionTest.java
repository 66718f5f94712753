package dev.pylon.provider.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.nostr.market.RefusalReason;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.backend.Backends;
import dev.pylon.provider.backend.Chunk;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.ModelTerms;
import dev.pylon.provider.backend.WorkOrder;
import dev.pylon.provider.intake.Admission.Decision;
import dev.pylon.provider.job.JobStore.OpenJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Each reason to refuse a job, and that it is given before anything is promised. */
class AdmissionTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final SecretKey US = SecretKey.generate();
    private static final SecretKey CUSTOMER = SecretKey.generate();
    private static final OpenJobs NONE = new OpenJobs(0, 0);

    private final Admission admission = new Admission(settings());
    private final List<Backends.Model> models =
            List.of(
                    new Backends.Model(
                            "llama", new Nothing(), false, ModelTerms.at(Msat.of(5_000))));

    @Test
    void aJobThatCanBeDoneIsAdmittedAtItsModelsPrice() {
        assertThat(
                        decide(
                                request(
                                        Tag.of("i", "Why?", "text"),
                                        Tag.of("bid", "5000"),
                                        Tag.of("param", "model", "llama"))))
                .isEqualTo(new Decision.Admitted(models.getFirst(), Msat.of(5_000)));
    }

    @Test
    void whatCannotBeDoneIsRefusedWithItsReason() {
        refused(
                RefusalReason.TARGET_MISMATCH,
                request(Tag.of("i", "Why?", "text"), Tag.of("p", CUSTOMER.publicKey().hex())));
        refused(RefusalReason.MISSING_INPUT, request());
        refused(RefusalReason.INPUT_TOO_LARGE, request(Tag.of("i", "x".repeat(101), "text")));
        refused(
                RefusalReason.UNSUPPORTED_MODEL,
                request(Tag.of("i", "Why?", "text"), Tag.of("param", "model", "gpt")));
        refused(
                RefusalReason.UNSUPPORTED_OUTPUT,
                request(Tag.of("i", "Why?", "text"), Tag.of("output", "image/png")));
        refused(
                RefusalReason.BID_BELOW_PRICE,
                request(Tag.of("i", "Why?", "text"), Tag.of("bid", "4999")));
    }

    @Test
    void oldAndFutureRequestsAreNotAnswered() {
        refused(
                RefusalReason.STALE_REQUEST,
                at(NOW.minusSeconds(601), Tag.of("i", "Why?", "text")));
        refused(
                RefusalReason.MALFORMED_REQUEST,
                at(NOW.plusSeconds(301), Tag.of("i", "Why?", "text")));
        refused(
                RefusalReason.STALE_REQUEST,
                request(
                        Tag.of("i", "Why?", "text"),
                        Tag.of("expiration", Long.toString(NOW.minusSeconds(1).getEpochSecond()))));
    }

    @Test
    void thereIsAnEndToWhatIsTakenOn() {
        JobRequest request = request(Tag.of("i", "Why?", "text"));
        assertReason(
                RefusalReason.OVER_CAPACITY,
                admission.decide(request, US.publicKey(), models, new OpenJobs(10, 0), NOW));
        assertReason(
                RefusalReason.BUYER_LIMIT,
                admission.decide(request, US.publicKey(), models, new OpenJobs(2, 2), NOW));
        assertReason(
                RefusalReason.OVER_CAPACITY,
                admission.decide(request, US.publicKey(), List.of(), NONE, NOW));
    }

    @Test
    void aModelMayTakeShorterTextsThanTheProvider() {
        ModelTerms terms = new ModelTerms(Msat.of(5_000), true, 5, null);
        List<Backends.Model> strict =
                List.of(new Backends.Model("llama", new Nothing(), false, terms));

        assertReason(
                RefusalReason.INPUT_TOO_LARGE,
                admission.decide(
                        request(Tag.of("i", "größer", "text")), US.publicKey(), strict, NONE, NOW));
        assertThat(
                        admission.decide(
                                request(Tag.of("i", "blau", "text")),
                                US.publicKey(),
                                strict,
                                NONE,
                                NOW))
                .isInstanceOf(Decision.Admitted.class);
    }

    private void refused(RefusalReason reason, JobRequest request) {
        assertReason(reason, decide(request));
    }

    private static void assertReason(RefusalReason reason, Decision decision) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> {
                            assertThat(refused.reason()).isEqualTo(reason);
                            assertThat(refused.why()).isNotBlank();
                        });
    }

    private Decision decide(JobRequest request) {
        return admission.decide(request, US.publicKey(), models, NONE, NOW);
    }

    private static JobRequest request(Tag... tags) {
        return at(NOW.minusSeconds(5), tags);
    }

    private static JobRequest at(Instant created, Tag... tags) {
        return JobRequests.read(
                EventTemplate.of(5050, Tags.of(new ArrayList<>(List.of(tags))), "")
                        .withCreatedAt(created)
                        .sign(CUSTOMER),
                Optional.of(US));
    }

    private static ProviderSettings settings() {
        return new ProviderSettings(
                "test",
                "Test",
                "",
                Set.of(5050),
                21_000,
                Map.of("llama", 5_000L),
                ProviderSettings.PaymentPolicy.BEFORE,
                4,
                2,
                10,
                100,
                1_000,
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                Duration.ofMillis(250),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                false,
                null);
    }

    /** Never asked by admission. */
    private static final class Nothing implements InferenceBackend {
        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public Mono<dev.pylon.provider.backend.Availability> probe() {
            return Mono.never();
        }

        @Override
        public Flux<Chunk> run(WorkOrder order) {
            return Flux.never();
        }
    }
}
