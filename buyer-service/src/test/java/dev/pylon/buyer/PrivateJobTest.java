package dev.pylon.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.buyer.JobEncryption;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.buyer.scene.Scene;
import dev.pylon.buyer.scene.ScriptedProvider;
import dev.pylon.nostr.event.Event;
import dev.pylon.primitives.Msat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs that only their provider can read. */
class PrivateJobTest {
    private final Scene scene = Scene.running();

    @AfterEach
    void end() {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobEncryption.class,
            names = {"NIP44", "NIP04"})
    void nobodyElseSeesWhatIsAskedNorTheAnswer(JobEncryption how) {
        ScriptedProvider provider = scene.provider();
        scene.onJob(request -> provider.sell(request, 21_000, "because of Rayleigh"));

        String id = scene.submit(job(provider).encrypted(how)).id();
        JobView job = scene.await(id, JobState.COMPLETED);

        assertThat(job.result()).isEqualTo("because of Rayleigh");
        assertThat(job.encryption()).isEqualTo(how);
        assertThat(job.prompt()).isEqualTo("a secret question");
        assertThat(job.paidMsat()).isEqualTo(Msat.of(21_000));
        assertThat(scene.published().stream().map(Event::toJson))
                .isNotEmpty()
                .noneMatch(json ->
                        json.contains("secret")
                                || json.contains("Rayleigh")
                                || json.contains("a hidden style"));
    }

    @Test
    void whatDoesNotFitIsSaidAtOnce() {
        ScriptedProvider provider = scene.provider();
        SubmitJob large =
                new SubmitJob(
                                "x".repeat(66_000),
                                null,
                                null,
                                null,
                                null,
                                null,
                                Msat.of(21_000),
                                List.of(provider.hex()),
                                null,
                                null,
                                false)
                        .encrypted(JobEncryption.NIP44);

        assertThatThrownBy(() -> scene.submit(large)).hasMessageContaining("input-too-large");
    }

    private static SubmitJob job(ScriptedProvider provider) {
        return new SubmitJob(
                "a secret question",
                null,
                null,
                null,
                Map.of("style", "a hidden style"),
                null,
                Msat.of(50_000),
                List.of(provider.hex()),
                null,
                60,
                true);
    }
}
