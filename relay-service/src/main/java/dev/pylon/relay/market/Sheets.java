package dev.pylon.relay.market;

import dev.pylon.api.relay.RelayInformation;
import dev.pylon.kit.console.Templates;
import gg.jte.Content;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Answers with public pages. What strangers wrote is escaped, and nothing of theirs can run. */
final class Sheets {
    private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src"
                    + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Supplier<RelayInformation> information;
    private final Templates templates;
    private final StaticFiles files = new StaticFiles();

    Sheets(Supplier<RelayInformation> information, Templates templates) {
        this.information = information;
        this.templates = templates;
    }

    /** A page that is asked for again while somebody looks. */
    Mono<ServerResponse> live(String title, String template, Object model) {
        return answer(HttpStatus.OK, title, true, templates.fill(template, model));
    }

    /** Says what went wrong, and what to do. */
    Mono<ServerResponse> problem(HttpStatus status, String title, String detail) {
        return answer(status, title, false, templates.fill("missing", detail));
    }

    private Mono<ServerResponse> answer(
            HttpStatus status, String title, boolean live, Content content) {
        StringOutput page = new StringOutput();
        templates
                .fill("sheet", new Sheet(information.get(), files, title, live, content))
                .writeTo(new OwaspHtmlTemplateOutput(page));
        return ServerResponse.status(status)
                .contentType(HTML)
                .cacheControl(CacheControl.noCache())
                .header("Vary", "Accept")
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin")
                .bodyValue(page.toString().stripLeading());
    }
}
