package dev.pylon.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.market.Encryption;
import dev.pylon.nostr.market.FeedbackStatus;
import dev.pylon.nostr.market.JobFeedback;
import dev.pylon.nostr.market.JobResult;
import dev.pylon.nostr.market.JobResults;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.provider.scene.Scene;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** The work on a paid job: one result or one failure with its refund. */
class WorkTest {
    private static final Scene scene =
            Scene.running(
                    "--pylon.provider.max-result-bytes=100000",
                    "--pylon.provider.work-limit=8s",
                    "--pylon.provider.publish-limit=1s");

    @AfterEach
    void reset() {
        scene.reset();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void aModelThatFailsEndsInErrorFeedbackAndARefund() {
        scene.model.failWith(500);

        Event request = scene.paid();

        assertThat(scene.awaitError(request).info())
                .hasValueSatisfying(words -> assertThat(words).startsWith("backend-failed: "));
        scene.await(request, "failed", "refunded");
        assertThat(scene.wallet.refunds())
                .singleElement()
                .satisfies(refund -> {
                    assertThat(refund.reason()).isEqualTo("backend-failed");
                    assertThat(refund.idempotencyKey()).isEqualTo("refund-" + refund.paymentHash());
                });
        assertThat(scene.results(request)).isEmpty();
        assertThat(Scene.get(scene.api().job(request.id().hex())).reason())
                .startsWith("backend-failed: ");
    }

    @Test
    void anEmptyAnswerIsNone() {
        scene.model.answer(" \n");

        Event request = scene.paid();

        assertThat(scene.awaitError(request).info().orElseThrow()).contains("empty answer");
        scene.await(request, "failed", "refunded");
    }

    @Test
    void aModelThatDoesNotComeToAnEndIsStopped() {
        scene.model.answer(() -> Flux.interval(Duration.ofMillis(100)).map(tick -> "and "));

        Event request = scene.paid();

        assertThat(scene.awaitError(request).info())
                .hasValueSatisfying(words -> assertThat(words).startsWith("backend-timed-out: "));
        scene.await(request, "failed", "refunded");
        Scene.await(() -> scene.model.cancelled() == 1);
    }

    @Test
    void partialResultsAreCumulativeAndNumbered() {
        Sinks.Many<String> words = Sinks.many().unicast().onBackpressureBuffer();
        scene.model.answer(words::asFlux);
        Event request = scene.paid();
        words.tryEmitNext("Because ").orThrow();
        Scene.await(() -> scene.told(request, FeedbackStatus.PARTIAL).size() == 1);
        words.tryEmitNext("of Rayleigh").orThrow();
        Scene.await(() -> scene.told(request, FeedbackStatus.PARTIAL).size() == 2);
        words.tryEmitNext(".").orThrow();
        words.tryEmitComplete().orThrow();

        assertThat(scene.awaitResult(request).content()).isEqualTo("Because of Rayleigh.");

        assertThat(scene.told(request, FeedbackStatus.PARTIAL).subList(0, 2))
                .extracting(JobFeedback::content)
                .containsExactly("Because ", "Because of Rayleigh");
        assertThat(scene.told(request, FeedbackStatus.PARTIAL).subList(0, 2))
                .extracting(partial -> partial.sequence().orElseThrow())
                .containsExactly(1L, 2L);
    }

    @Test
    void aRelayThatDoesNotAnswerCostsPartialResultsAndNoTime() {
        Event request = scene.quoted();
        scene.relay.on(
                ClientMessage.Publish.class, (client, publish) -> publish.event().kind() == 7000);
        scene.model.answer(
                () -> Flux.interval(Duration.ofMillis(100)).take(10).map(tick -> "word "));
        Instant paid = Instant.now();
        scene.wallet.pay(scene.quote(request));

        scene.awaitResult(request);

        assertThat(Duration.between(paid, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void whatIsLongerThanCanBeDeliveredIsCutOffBetweenCodePoints(Encryption encryption) {
        scene.model.answer(() -> Flux.just("x", "\uD83D\uDE00\n\"".repeat(100_000)));
        Event request =
                scene.submit(
                        encryption == Encryption.NONE
                                ? scene.request()
                                : scene.encrypted(encryption));
        scene.wallet.pay(scene.quote(request));

        JobResult result = JobResults.read(scene.awaitResult(request), Optional.of(scene.customer));

        String text = result.content();
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        int most = encryption == Encryption.NIP44 ? 65_535 : 100_000;
        assertThat(bytes).isBetween(most - 5, most);
        assertThat(text).endsWith("cut off here.]").doesNotContain("\uFFFD", "?");
        assertThat(text.codePoints().filter(point -> point == 0x1F600).count())
                .isGreaterThan(most / 8);
        scene.await(request, "delivered", "paid");
        assertThat(scene.wallet.refunds()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void partialResultsThatDoNotFitAreCutOffAndTheWorkGoesOn(Encryption encryption) {
        Sinks.Many<String> words = Sinks.many().unicast().onBackpressureBuffer();
        scene.model.answer(words::asFlux);
        Event request =
                scene.submit(
                        encryption == Encryption.NONE
                                ? scene.request()
                                : scene.encrypted(encryption));
        scene.wallet.pay(scene.quote(request));
        words.tryEmitNext("\"\n\u0001\u00e9".repeat(12_000)).orThrow();
        Scene.await(() -> !scene.told(request, FeedbackStatus.PARTIAL).isEmpty());
        words.tryEmitNext("end").orThrow();
        words.tryEmitComplete().orThrow();

        JobResult result = JobResults.read(scene.awaitResult(request), Optional.of(scene.customer));

        assertThat(result.content()).hasSize(48_003).endsWith("end");
        String partial = scene.told(request, FeedbackStatus.PARTIAL).getFirst().content();
        assertThat(result.content()).startsWith(partial);
        assertThat(partial).hasSizeGreaterThan(encryption == Encryption.NONE ? 47_999 : 20_000);
    }

    @Test
    void whoLostTheLeaseChangesNothing() {
        Sinks.Many<String> first = Sinks.many().unicast().onBackpressureBuffer();
        scene.model.answer(first::asFlux);
        Event request = scene.paid();
        Scene.await(() -> scene.model.calls() == 1);
        String id = request.id().hex();

        scene.execute(
                "update job set fence = fence + 1, lease_until = now() + interval '1 hour' where id = '"
                        + id
                        + "'");
        first.tryEmitNext("too late").orThrow();
        first.tryEmitComplete().orThrow();
        Scene.await(() -> scene.metric("provider_jobs_running") == 0);

        assertThat(scene.state(request)).isEqualTo("running paid");
        assertThat(scene.results(request)).isEmpty();
        assertThat(scene.told(request, FeedbackStatus.ERROR)).isEmpty();
        scene.model.answer("in time");
        scene.execute("update job set lease_until = now() where id = '" + id + "'");
        assertThat(scene.awaitResult(request).content()).isEqualTo("in time");
        scene.await(request, "delivered", "paid");
    }

    @Test
    void workWhoseLeaseIsGoneIsStopped() {
        scene.model.answer(Flux::never);
        Event request = scene.paid();
        Scene.await(() -> scene.model.calls() == 1);

        scene.execute(
                "update job set fence = fence + 1, lease_until = now() + interval '1 hour' where id = '"
                        + request.id().hex()
                        + "'");

        Scene.await(() -> scene.metric("provider_jobs_running") == 0);
        assertThat(scene.state(request)).isEqualTo("running paid");
        assertThat(scene.told(request, FeedbackStatus.ERROR)).isEmpty();
    }

    @Test
    void whatWasBegunTooOftenIsGivenUp() {
        Event request = scene.quoted();
        scene.execute("update job set attempts = 3 where id = '" + request.id().hex() + "'");

        scene.wallet.pay(scene.quote(request));

        assertThat(scene.awaitError(request).info().orElseThrow()).contains("begun 3 times");
        scene.await(request, "failed", "refunded");
        assertThat(scene.model.calls()).isZero();
    }

    @Test
    void aRefundThatTheWalletCannotMakeLeavesTheJobPaidAndUndelivered() {
        scene.model.failWith(500);
        scene.wallet.refuseRefunds("not-refundable");
        Event request = scene.paid();
        scene.awaitError(request);

        Scene.await(() ->
                scene.value("select dead from kit_outbox where key = '" + request.id().hex() + "'")
                        .equals("t"));

        assertThat(scene.state(request)).isEqualTo("failed paid");
        assertThat(scene.wallet.refunds()).hasSize(1);
        assertThat(Scene.get(scene.api().earnings()).paidUndeliveredMsat().value())
                .isEqualTo(Scene.PRICE);
        Scene.await(() -> scene.metric("provider_paid_undelivered_msat") == Scene.PRICE);
        assertThat(scene.metrics())
                .contains("provider_refunds_total{outcome=\"impossible\"")
                .contains("provider_jobs{service=\"provider-service\",state=\"failed\"}")
                .contains(
                        "provider_stage_seconds_count{service=\"provider-service\",stage=\"work\"}");
        scene.execute("update job set money = 'refunded' where id = '" + request.id().hex() + "'");
        scene.execute("delete from kit_outbox where dead");
    }

    @Test
    void aRefundThatFailsForNowIsTriedAgain() {
        scene.model.failWith(500);
        scene.wallet.refuseRefunds("insufficient-funds");
        Event request = scene.paid();
        Scene.await(() -> scene.wallet.refunds().size() == 1);

        scene.wallet.refuseRefunds(null);

        scene.await(request, "failed", "refunded");
        assertThat(scene.wallet.refunds()).hasSize(2);
        assertThat(scene.wallet.refunds().get(0)).isEqualTo(scene.wallet.refunds().get(1));
    }
}
