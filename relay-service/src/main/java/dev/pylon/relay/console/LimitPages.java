package dev.pylon.relay.console;

import dev.pylon.kit.console.ConsoleSession;
import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Templates;
import dev.pylon.relay.admin.LiveSettings;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The settings that change while the relay runs. */
public final class LimitPages {
    private static final Logger log = LoggerFactory.getLogger(LimitPages.class);

    private final LiveSettings settings;
    private final Pages pages;
    private final Templates templates;

    LimitPages(LiveSettings settings, Pages pages, Templates templates) {
        this.settings = settings;
        this.pages = pages;
        this.templates = templates;
    }

    /**
     * One setting.
     *
     * @param now what counts
     * @param changed what was typed in; empty where the configuration counts
     */
    public record Row(String name, String now, String changed) {}

    /**
     * All of them.
     *
     * @param message what was wrong with what was sent
     */
    public record Form(ConsoleSession session, List<Row> rows, @Nullable String message) {}

    Mono<ServerResponse> show(ServerRequest request) {
        return settings.changed().flatMap(changed -> page(request, HttpStatus.OK, changed, null));
    }

    /** What is as it was is left alone; the rest changes in one step, or not at all. */
    Mono<ServerResponse> change(ServerRequest request) {
        return Mono.zip(request.formData(), settings.changed())
                .flatMap(both -> {
                    Map<String, String> sent = sent(both.getT1());
                    Map<String, Optional<String>> wanted = differences(sent, both.getT2());
                    return Mono.defer(() -> settings.change(wanted))
                            .flatMap(done -> changed(request, wanted))
                            .onErrorResume(
                                    LiveSettings.NotChangeable.class,
                                    wrong ->
                                            page(
                                                    request,
                                                    HttpStatus.BAD_REQUEST,
                                                    sent,
                                                    wrong.getMessage()));
                });
    }

    private static Mono<ServerResponse> changed(
            ServerRequest request, Map<String, Optional<String>> wanted) {
        log.atInfo()
                .addKeyValue("by", ConsoleSession.of(request).caller().keyId())
                .addKeyValue("settings", wanted.keySet())
                .log("The operator changes settings");
        return ServerResponse.seeOther(URI.create("/console/limits")).build();
    }

    private Mono<ServerResponse> page(
            ServerRequest request,
            HttpStatus status,
            Map<String, String> typed,
            @Nullable String message) {
        List<Row> rows =
                SettingTexts.of(settings.now()).entrySet().stream()
                        .map(entry ->
                                new Row(
                                        entry.getKey(),
                                        entry.getValue(),
                                        typed.getOrDefault(entry.getKey(), "")))
                        .toList();
        return pages.page(
                request,
                status,
                "Limits",
                templates.fill("limits", new Form(ConsoleSession.of(request), rows, message)));
    }

    private Map<String, String> sent(MultiValueMap<String, String> form) {
        Map<String, String> sent = new LinkedHashMap<>();
        for (String name : SettingTexts.of(settings.now()).keySet()) {
            String value = form.getFirst(name);
            if (value != null) {
                sent.put(name, value.strip());
            }
        }
        return sent;
    }

    private static Map<String, Optional<String>> differences(
            Map<String, String> sent, Map<String, String> changed) {
        Map<String, Optional<String>> wanted = new LinkedHashMap<>();
        sent.forEach((name, value) -> {
            if (!value.equals(changed.getOrDefault(name, ""))) {
                wanted.put(name, Optional.of(value).filter(text -> !text.isEmpty()));
            }
        });
        return wanted;
    }
}
