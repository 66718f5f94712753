package dev.pylon.buyer.console;

import dev.pylon.api.Page;
import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobSummary;
import dev.pylon.api.buyer.ModelView;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.console.ConsoleSession;
import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Problem;
import dev.pylon.kit.console.Templates;
import gg.jte.Content;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** The list of jobs and the form for a new one. */
public final class JobsPages {
    private static final int PAGE = 25;

    private final BuyerApi buyer;
    private final Pages pages;
    private final Templates templates;

    JobsPages(BuyerApi buyer, Pages pages, Templates templates) {
        this.buyer = buyer;
        this.pages = pages;
        this.templates = templates;
    }

    /**
     * The form.
     *
     * @param models to choose from
     * @param message what was wrong with what was sent
     */
    public record NewJob(
            ConsoleSession session, OrderForm form, List<String> models, @Nullable String message) {
        public boolean mayPay() {
            return session.may(Scope.WALLET_PAY);
        }
    }

    /**
     * Which jobs are shown.
     *
     * @param state a state's word; empty for all
     */
    public record Choice(String state, List<String> states) {}

    /**
     * A page of the list.
     *
     * @param older where the next page is
     * @param newest where the first page is, if this is another one
     */
    public record Jobs(List<JobSummary> jobs, @Nullable String older, @Nullable String newest) {}

    Mono<ServerResponse> list(ServerRequest request) {
        ConsoleSession session = ConsoleSession.of(request);
        String cursor = request.queryParam("cursor").orElse(null);
        String state = request.queryParam("state").orElse("");
        Mono<Content> jobs =
                Mono.defer(() -> buyer.jobs(cursor, PAGE, state))
                        .map(found -> templates.fill("jobs", jobs(found, cursor, state)));
        if (Pages.wantsStream(request)) {
            return pages.live(request, "Jobs", output -> {}, jobs);
        }
        Content choice =
                templates.fill(
                        "choice",
                        new Choice(
                                state,
                                List.of(JobState.values()).stream().map(JobState::word).toList()));
        boolean form = session.may(Scope.JOBS_WRITE) && cursor == null;
        return (form
                        ? form(session, OrderForm.fresh(session.may(Scope.WALLET_PAY)), null)
                        : Mono.just((Content) output -> {}))
                .flatMap(newJob ->
                        pages.live(
                                request,
                                "Jobs",
                                output -> {
                                    newJob.writeTo(output);
                                    choice.writeTo(output);
                                },
                                jobs));
    }

    /** A form that cannot be accepted comes back as it was filled in, with what to change. */
    Mono<ServerResponse> submit(ServerRequest request) {
        ConsoleSession session = ConsoleSession.of(request);
        return request.formData()
                .map(OrderForm::of)
                .flatMap(form ->
                        Mono.defer(() -> buyer.submit(form.get("token"), form.request()))
                                .flatMap(job ->
                                        ServerResponse.seeOther(
                                                        URI.create("/console/jobs/" + job.id()))
                                                .build())
                                .onErrorResume(
                                        failure -> session.may(Scope.JOBS_WRITE),
                                        failure ->
                                                again(
                                                        request,
                                                        session,
                                                        form,
                                                        Pages.describe(failure))));
    }

    private Mono<ServerResponse> again(
            ServerRequest request, ConsoleSession session, OrderForm form, Problem problem) {
        return form(session, form, problem.detail())
                .flatMap(content ->
                        pages.page(
                                request, HttpStatus.valueOf(problem.status()), "New job", content));
    }

    private Mono<Content> form(ConsoleSession session, OrderForm form, @Nullable String message) {
        return buyer.models()
                .map(found ->
                        found.items().stream().map(ModelView::model).distinct().sorted().toList())
                .onErrorReturn(List.of())
                .map(models ->
                        templates.fill("new-job", new NewJob(session, form, models, message)));
    }

    private static Jobs jobs(Page<JobSummary> found, @Nullable String cursor, String state) {
        return new Jobs(
                found.items(),
                found.nextCursor() == null ? null : href(found.nextCursor(), state),
                cursor == null ? null : href(null, state));
    }

    private static String href(@Nullable String cursor, String state) {
        UriComponentsBuilder uri = UriComponentsBuilder.fromPath("/console/jobs");
        if (StringUtils.hasText(state)) {
            uri.queryParam("state", state);
        }
        if (cursor != null) {
            uri.queryParam("cursor", cursor);
        }
        return uri.encode().build().toString();
    }
}
