package dev.pylon.bench;

import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.cli.Clients;
import dev.pylon.cli.home.Home;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Buys jobs from this home's own provider, as a program that uses the REST API does. */
final class Buyer {
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final Duration JOB_LIMIT = Duration.ofSeconds(30);
    private static final Msat BID = Msat.of(50_000);

    /**
     * @param nanos from before the request was sent until the result was read
     */
    record Bought(String id, long nanos) {}

    private final BuyerApi api;
    private final SubmitJob request;
    private final String provider;

    Buyer(Home home) {
        String key =
                home.apiKey("cli-buyer")
                        .orElseThrow(() -> new IllegalStateException("no Pylon in " + home));
        api = Clients.create(BuyerApi.class, "http://127.0.0.1:" + home.ports().buyer(), key);
        provider = home.identity("provider").publicKey().hex();
        request =
                new SubmitJob(
                        "What is the answer?",
                        null,
                        null,
                        InstantModel.NAME,
                        null,
                        null,
                        BID,
                        List.of(provider),
                        null,
                        (int) JOB_LIMIT.toSeconds(),
                        true);
    }

    /** When the provider has announced the model. */
    Mono<Void> modelOnOffer() {
        return Mono.defer(api::models)
                .filter(page ->
                        page.items().stream()
                                .anyMatch(offer ->
                                        offer.model().equals(InstantModel.NAME)
                                                && offer.provider().equals(provider)))
                .repeatWhenEmpty(rounds -> rounds.delayElements(Duration.ofMillis(50)))
                .timeout(
                        READY_LIMIT,
                        Mono.error(() ->
                                new IllegalStateException(
                                        "This home's provider does not offer the model '"
                                                + InstantModel.NAME
                                                + "'. See bench/README.md for its configuration.")))
                .then();
    }

    /** Buys as many jobs, {@code concurrency} at a time. */
    Flux<Bought> buy(int jobs, int concurrency) {
        return Flux.range(0, jobs).flatMap(number -> buyOne(), concurrency);
    }

    /** The job with its stages. */
    Mono<JobView> job(String id) {
        return api.job(id);
    }

    private Mono<Bought> buyOne() {
        return Mono.defer(() -> {
            long start = System.nanoTime();
            return api.submit(UUID.randomUUID().toString(), request)
                    .map(JobView::id)
                    .flatMap(id ->
                            result(id).map(seen -> new Bought(id, System.nanoTime() - start)));
        });
    }

    private Mono<JobEventView> result(String id) {
        return api.events(id, null, false)
                .mapNotNull(ServerSentEvent::data)
                .filter(event ->
                        event.type() == JobEventType.RESULT
                                || event.type() == JobEventType.FINISHED)
                .next()
                .timeout(JOB_LIMIT)
                .flatMap(event ->
                        event.type() == JobEventType.RESULT
                                ? Mono.just(event)
                                : Mono.error(
                                        new IllegalStateException(
                                                "job "
                                                        + id
                                                        + " ended without a result: "
                                                        + event.detail())))
                .switchIfEmpty(
                        Mono.error(() ->
                                new IllegalStateException(
                                        "the events of job " + id + " ended early")));
    }
}
