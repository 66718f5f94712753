package dev.pylon.buyer.console;

import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.PayJob;
import dev.pylon.buyer.watch.JobEvents;
import dev.pylon.kit.console.ConsoleSession;
import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Shown;
import dev.pylon.kit.console.Templates;
import dev.pylon.nostr.event.EventId;
import java.net.URI;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One job: what has happened, the text as it comes, and what may be done. */
final class JobPages {
    private final BuyerApi buyer;
    private final JobEvents events;
    private final Pages pages;
    private final Templates templates;

    JobPages(BuyerApi buyer, JobEvents events, Pages pages, Templates templates) {
        this.buyer = buyer;
        this.events = events;
        this.pages = pages;
        this.templates = templates;
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return load(request)
                .flatMap(job ->
                        pages.page(
                                request,
                                "Job " + Shown.shortened(job.job().id()),
                                templates.fill("job", job)));
    }

    /** Ends, with a word of its own, when nothing more is expected. */
    Mono<ServerResponse> stream(ServerRequest request) {
        String id = request.pathVariable("id");
        String after = request.queryParam("after").orElse("0");
        return load(request)
                .flatMap(known ->
                        pages.stream(
                                buyer.events(id, after, false)
                                        .mapNotNull(ServerSentEvent::data)
                                        .publish(happening ->
                                                Flux.merge(
                                                        text(happening), steps(request, happening)))
                                        .concatWith(Mono.just(Pages.event("end", output -> {})))));
    }

    private Flux<ServerSentEvent<String>> text(Flux<JobEventView> happening) {
        return Flux.defer(() -> {
            RunningText text = new RunningText(templates);
            return happening
                    .filter(event ->
                            event.type() == JobEventType.PARTIAL
                                    || event.type() == JobEventType.RESULT)
                    .flatMapIterable(event -> text.next(event.text() == null ? "" : event.text()));
        });
    }

    /** The job as it is now, however many steps were made meanwhile. */
    private Flux<ServerSentEvent<String>> steps(
            ServerRequest request, Flux<JobEventView> happening) {
        return happening
                .filter(event -> event.type() != JobEventType.PARTIAL)
                .onBackpressureLatest()
                .concatMap(event -> load(request).flatMapIterable(this::parts), 1);
    }

    private Iterable<ServerSentEvent<String>> parts(JobShown job) {
        return java.util.List.of(
                Pages.event("state", templates.fill("job-state", job)),
                Pages.event("facts", templates.fill("job-facts", job)),
                Pages.event("thread", templates.fill("job-thread", job)));
    }

    Mono<ServerResponse> pay(ServerRequest request) {
        String id = request.pathVariable("id");
        return request.formData()
                .flatMap(form -> buyer.pay(id, new PayJob(form.getFirst("provider"))))
                .flatMap(job -> back(id));
    }

    Mono<ServerResponse> cancel(ServerRequest request) {
        String id = request.pathVariable("id");
        return buyer.cancel(id).flatMap(job -> back(id));
    }

    private Mono<JobShown> load(ServerRequest request) {
        ConsoleSession session = ConsoleSession.of(request);
        return buyer.job(request.pathVariable("id"))
                .flatMap(job ->
                        events.after(EventId.fromHex(job.id()), 0)
                                .map(thread -> new JobShown(session, job, thread)));
    }

    private static Mono<ServerResponse> back(String id) {
        return ServerResponse.seeOther(URI.create("/console/jobs/" + id)).build();
    }
}
