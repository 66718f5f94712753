package dev.pylon.provider.console;

import dev.pylon.api.Page;
import dev.pylon.api.provider.Earnings;
import dev.pylon.api.provider.ProviderApi;
import dev.pylon.api.provider.ProviderJobView;
import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Shown;
import dev.pylon.kit.console.Templates;
import dev.pylon.provider.console.Records.Day;
import dev.pylon.provider.console.Records.Step;
import gg.jte.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What a seller wants to see: jobs, earnings, backends, relays. */
public final class ProviderPages {
    private static final int PAGE = 25;

    private final ProviderApi provider;
    private final Records records;
    private final Pages pages;
    private final Templates templates;

    ProviderPages(ProviderApi provider, Records records, Pages pages, Templates templates) {
        this.provider = provider;
        this.records = records;
        this.pages = pages;
        this.templates = templates;
    }

    /**
     * A page of the list.
     *
     * @param older where the next page is
     * @param first whether this is the first page
     */
    public record Jobs(List<ProviderJobView> jobs, @Nullable String older, boolean first) {}

    /** A job and what was done for it. */
    public record Job(ProviderJobView job, List<Step> steps) {}

    /** What was earned in all, and by day. */
    public record Money(Earnings earnings, List<Day> days) {
        /** Of the best day, at least 1: what bars are measured by. */
        public long most() {
            return days.stream().mapToLong(day -> day.received().value()).max().orElse(1);
        }
    }

    Mono<ServerResponse> jobs(ServerRequest request) {
        String cursor = request.queryParam("cursor").orElse(null);
        return live(
                request,
                "Jobs",
                Mono.defer(() -> provider.jobs(cursor, PAGE))
                        .map(found -> templates.fill("jobs", jobs(found, cursor))));
    }

    Mono<ServerResponse> job(ServerRequest request) {
        String id = request.pathVariable("id");
        return live(
                request,
                "Job " + Shown.shortened(id),
                Mono.defer(() -> Mono.zip(provider.job(id), records.steps(id), Job::new))
                        .map(job -> templates.fill("job", job)));
    }

    /** The scope is asked for before anything is read. */
    Mono<ServerResponse> earnings(ServerRequest request) {
        return live(
                request,
                "Earnings",
                Mono.defer(provider::earnings)
                        .flatMap(earnings -> records.days().map(days -> new Money(earnings, days)))
                        .map(money -> templates.fill("earnings", money)));
    }

    Mono<ServerResponse> backends(ServerRequest request) {
        return live(request, "Backends", status("backends"));
    }

    Mono<ServerResponse> relays(ServerRequest request) {
        return live(request, "Relays", status("relays"));
    }

    private Mono<Content> status(String template) {
        return Mono.defer(provider::status).map(status -> templates.fill(template, status));
    }

    private Mono<ServerResponse> live(ServerRequest request, String title, Mono<Content> content) {
        return pages.live(request, title, output -> {}, content);
    }

    private static Jobs jobs(Page<ProviderJobView> found, @Nullable String cursor) {
        String next = found.nextCursor();
        return new Jobs(
                found.items(),
                next == null ? null : "/console/jobs?cursor=" + next,
                cursor == null);
    }
}
