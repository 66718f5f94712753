package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.InputData;
import dev.pylon.api.buyer.InputType;
import dev.pylon.api.buyer.JobEncryption;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayPoolSettings;
import dev.pylon.relayclient.RelayUrl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Private jobs, inputs that point elsewhere, chains of jobs, and kinds other than 5050. */
class JobKindsIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static Market market;

    @BeforeAll
    static void open() {
        market = Market.openWithAll(JobKindsIT.class);
    }

    @AfterAll
    static void close() {
        market.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobEncryption.class,
            names = {"NIP44", "NIP04"})
    void aPrivateJobIsPaidAndAnsweredAndItsRelayLearnsNothingOfIt(JobEncryption how) {
        JobView job = buy(text("The password is swordfish").encrypted(how));

        assertThat(job.state()).isEqualTo(JobState.COMPLETED);
        assertThat(job.encryption()).isEqualTo(how);
        assertThat(job.result()).contains("swordfish");
        assertThat(job.paidMsat()).isEqualTo(Msat.ofSat(21));
        List<Event> stored = stored(job.id());
        assertThat(stored).hasSizeGreaterThanOrEqualTo(3);
        assertThat(stored).noneMatch(event -> event.toJson().contains("swordfish"));
        assertThat(stored).noneMatch(event -> event.toJson().contains("simulated]"));
    }

    @Test
    void theResultOfOneJobIsTheInputOfTheNext() {
        JobView first = buy(text("alpha beta"));
        JobView next =
                buy(
                        inputs(
                                5050,
                                Map.of(),
                                new InputData("Continue this:", InputType.TEXT, null, null),
                                new InputData(first.id(), InputType.JOB, null, null)));

        assertThat(next.state()).isEqualTo(JobState.COMPLETED);
        assertThat(next.result()).contains("Continue this:").contains("alpha beta");
    }

    @Test
    void anEventIsReadFromTheRelays() {
        JobView first = buy(text("to be quoted"));
        String result =
                stored(first.id()).stream()
                        .filter(event -> event.kind() == 6050)
                        .findFirst()
                        .orElseThrow()
                        .id()
                        .hex();

        JobView job =
                buy(inputs(5001, Map.of(), new InputData(result, InputType.EVENT, null, null)));

        assertThat(job.state()).isEqualTo(JobState.COMPLETED);
        assertThat(job.result()).contains("Summarise", "<text> [simulated] No model");
    }

    @Test
    void aTranslationNamesItsLanguageOrIsRefusedWithWhatToDo() {
        InputData hello = new InputData("Hello", InputType.TEXT, null, null);

        JobView job = buy(inputs(5002, Map.of("language", "fr"), hello));
        JobView without = buy(inputs(5002, Map.of(), hello));

        assertThat(job.result()).contains("into French");
        assertThat(without.state()).isEqualTo(JobState.REFUSED);
        assertThat(without.error()).contains("malformed-request").contains("language");
        assertThat(without.paidMsat()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:7462/actuator",
                "http://localhost/",
                "http://169.254.169.254/latest/meta-data",
                "http://[::1]/",
                "file:///etc/passwd",
                "https://user:password@example.org/"
            })
    void urlsThatPointInwardsAreRefusedUnpaid(String url) {
        JobView job = buy(inputs(5050, Map.of(), new InputData(url, InputType.URL, null, null)));

        assertThat(job.state()).isEqualTo(JobState.REFUSED);
        assertThat(job.error()).startsWith("input-unreachable");
        assertThat(job.paidMsat()).isNull();
    }

    private static SubmitJob text(String prompt) {
        return job(prompt, null, 5050, Map.of());
    }

    private static SubmitJob inputs(int kind, Map<String, String> params, InputData... inputs) {
        return job(null, List.of(inputs), kind, params);
    }

    private static SubmitJob job(
            @Nullable String prompt,
            @Nullable List<InputData> inputs,
            int kind,
            Map<String, String> params) {
        return new SubmitJob(
                prompt,
                inputs,
                kind,
                null,
                params,
                null,
                Msat.ofSat(50),
                List.of(market.providerHex()),
                null,
                30,
                true);
    }

    private static JobView buy(SubmitJob request) {
        JobView job = market.buyer().submit(UUID.randomUUID().toString(), request).block(LIMIT);
        assertThat(job).isNotNull();
        return Jobs.await(
                market.buyer(),
                job.id(),
                "ended",
                view ->
                        view.state() == JobState.COMPLETED
                                || view.state() == JobState.REFUSED
                                || view.state() == JobState.FAILED);
    }

    /** All that the relay keeps about a job, as anybody may read it. */
    private static List<Event> stored(String job) {
        RelayUrl relay = RelayUrl.of("ws://127.0.0.1:" + market.home().ports().relay());
        try (RelayPool pool =
                RelayPool.open(
                        RelayPoolSettings.builder()
                                .relays(List.of(relay))
                                .identity(SecretKey.generate())
                                .build())) {
            List<Event> found =
                    pool.query(
                                    List.of(
                                            Filter.fromJson("{\"ids\":[\"" + job + "\"]}"),
                                            Filter.builder().tag("e", job).build()),
                                    Set.of(),
                                    LIMIT)
                            .collectList()
                            .block(LIMIT);
            return found == null ? List.of() : found;
        }
    }
}
