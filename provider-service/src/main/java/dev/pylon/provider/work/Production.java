package dev.pylon.provider.work;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.Encryption;
import dev.pylon.nostr.market.FeedbackStatus;
import dev.pylon.nostr.market.JobFeedbacks;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.backend.BackendFailure;
import dev.pylon.provider.backend.Backends;
import dev.pylon.provider.backend.Chunk;
import dev.pylon.provider.backend.WorkOrder;
import dev.pylon.provider.delivery.Publisher;
import dev.pylon.provider.input.Prompts;
import dev.pylon.provider.job.JobRow;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Has a job's text made by its backend, and tells the customer how far it is. A relay that is slow
 * or gone costs partial results, never time.
 */
@Component
class Production {
    /** For the tags around an encrypted partial result, which is a JSON array of tags. */
    private static final int AROUND_PARTIAL = 256;

    private final Backends backends;
    private final Publisher publisher;
    private final ProviderSettings settings;
    private final SecretKey identity;

    Production(
            Backends backends, Publisher publisher, ProviderSettings settings, SecretKey identity) {
        this.backends = backends;
        this.publisher = publisher;
        this.settings = settings;
        this.identity = identity;
    }

    /**
     * The text, cut off if it is longer than can be delivered; the backend is stopped then. Fails
     * with {@link BackendFailure}.
     */
    Mono<String> textFor(JobRow job, JobRequest request) {
        return Mono.defer(() -> {
            Backends.Model model = backends.find(job.model()).orElse(null);
            if (model == null) {
                return Mono.error(
                        new BackendFailure(
                                BackendFailure.Cause.MODEL_UNAVAILABLE,
                                "The model is not available any more."));
            }
            Draft draft = new Draft();
            int most = mostBytes(request);
            Flux<Draft> growing =
                    model.backend()
                            .run(
                                    new WorkOrder(
                                            model.name(),
                                            prompt(job, request),
                                            request.parameters()))
                            .ofType(Chunk.Text.class)
                            .map(chunk -> draft.add(chunk.text()))
                            .takeUntil(soFar -> soFar.isLongerThan(most));
            tell(request, FeedbackStatus.PROCESSING, "", OptionalLong.empty()).subscribe();
            return growing.publish(drafts -> partials(request, drafts))
                    .then(Mono.fromSupplier(() -> Excerpt.noted(draft.text(), most)));
        });
    }

    private static String prompt(JobRow job, JobRequest request) {
        return Prompts.of(
                request.kind(),
                request.parameters(),
                job.fetchedInput().orElseGet(request::prompt));
    }

    private int mostBytes(JobRequest request) {
        return Math.min(settings.maxResultBytes(), request.encryption().maxBytes());
    }

    /** Ends with the text, whatever is still being told. */
    private Flux<Void> partials(JobRequest request, Flux<Draft> drafts) {
        return drafts.sample(settings.partialInterval())
                .onBackpressureLatest()
                .map(soFar -> partial(request, soFar.text()))
                .filter(text -> !text.isEmpty())
                .distinctUntilChanged()
                .index()
                .concatMap(
                        partial ->
                                tell(
                                        request,
                                        FeedbackStatus.PARTIAL,
                                        partial.getT2(),
                                        OptionalLong.of(partial.getT1() + 1)),
                        1)
                .takeUntilOther(drafts.ignoreElements());
    }

    private String partial(JobRequest request, String text) {
        return request.encryption() == Encryption.NONE
                ? Excerpt.beginning(text, mostBytes(request), Excerpt.Size.PLAIN)
                : Excerpt.beginning(text, mostBytes(request) - AROUND_PARTIAL, Excerpt.Size.JSON);
    }

    /** Once, and lost without harm; never fails. */
    private Mono<Void> tell(
            JobRequest request, FeedbackStatus status, String content, OptionalLong number) {
        return Mono.defer(() -> publisher.tell(feedback(request, status, content, number), request))
                .onErrorComplete();
    }

    private Event feedback(
            JobRequest request, FeedbackStatus status, String content, OptionalLong number) {
        return JobFeedbacks.template(
                        request,
                        status,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        content,
                        number,
                        identity)
                .sign(identity);
    }
}
