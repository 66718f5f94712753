package dev.pylon.relay.console;

import dev.pylon.kit.console.ConsoleSession;
import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Templates;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.relay.admin.Moderation;
import gg.jte.Content;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Who and what is kept out, who alone may publish, and why. */
public final class BanPages {
    private static final Logger log = LoggerFactory.getLogger(BanPages.class);
    private static final URI HERE = URI.create("/console/bans");

    private final Moderation moderation;
    private final Pages pages;
    private final Templates templates;

    BanPages(Moderation moderation, Pages pages, Templates templates) {
        this.moderation = moderation;
        this.pages = pages;
        this.templates = templates;
    }

    /**
     * The form for another ban, as it was filled in.
     *
     * @param what {@code key}, {@code event}, {@code address}, or {@code allowed} for a key that
     *     may publish
     * @param message what was wrong with what was sent
     */
    public record BanForm(
            ConsoleSession session,
            String what,
            String value,
            String reason,
            @Nullable String message) {}

    /**
     * One ban.
     *
     * @param value as it is banned
     * @param shown as people write it
     */
    public record Ban(String what, String value, String shown, String reason) {
        /** Said of it in the list. */
        public String effect() {
            return what.equals("allowed") ? "may publish" : what + ", kept out";
        }
    }

    /** All of them. */
    public record Banned(ConsoleSession session, List<Ban> bans) {}

    Mono<ServerResponse> show(ServerRequest request) {
        BanForm form =
                new BanForm(
                        ConsoleSession.of(request),
                        request.queryParam("what").orElse("key"),
                        request.queryParam("value").orElse(""),
                        "",
                        null);
        return pages.live(
                request,
                "Bans",
                templates.fill("ban-form", form),
                Mono.fromSupplier(() -> list(form.session())));
    }

    Mono<ServerResponse> ban(ServerRequest request) {
        return request.formData()
                .flatMap(sent ->
                        Mono.defer(() -> ban(sent))
                                .then(Mono.defer(() -> done(request, "made a rule about", sent)))
                                .onErrorResume(
                                        IllegalArgumentException.class,
                                        wrong -> again(request, sent, wrong)));
    }

    Mono<ServerResponse> end(ServerRequest request) {
        return request.formData()
                .flatMap(sent ->
                        Mono.defer(() -> end(sent))
                                .then(Mono.defer(() -> done(request, "ended a rule about", sent)))
                                .onErrorResume(
                                        IllegalArgumentException.class,
                                        wrong -> again(request, sent, wrong)));
    }

    private Mono<Void> ban(MultiValueMap<String, String> sent) {
        String value = text(sent, "value");
        String reason = text(sent, "reason");
        return switch (text(sent, "what")) {
            case "key" -> moderation.ban(PublicKeys.parse(value), reason);
            case "event" -> moderation.ban(EventId.fromHex(value), reason);
            case "address" -> moderation.block(address(value), reason);
            case "allowed" -> moderation.allow(PublicKeys.parse(value), reason);
            default -> throw new IllegalArgumentException("choose a key, an event or an address");
        };
    }

    private Mono<Void> end(MultiValueMap<String, String> sent) {
        String value = text(sent, "value");
        return switch (text(sent, "what")) {
            case "key" -> moderation.unban(PublicKeys.parse(value));
            case "event" -> moderation.unban(EventId.fromHex(value));
            case "address" -> moderation.unblock(value);
            case "allowed" -> moderation.unallow(PublicKeys.parse(value));
            default -> throw new IllegalArgumentException("there is no such ban");
        };
    }

    /** Written as the relay itself writes it. */
    private static String address(String text) {
        return InetAddress.ofLiteral(text).getHostAddress();
    }

    private static Mono<ServerResponse> done(
            ServerRequest request, String verb, MultiValueMap<String, String> sent) {
        log.atInfo()
                .addKeyValue("by", ConsoleSession.of(request).caller().keyId())
                .addKeyValue("what", text(sent, "what"))
                .addKeyValue("value", text(sent, "value"))
                .log("The operator has " + verb + " something");
        return ServerResponse.seeOther(HERE).build();
    }

    private Mono<ServerResponse> again(
            ServerRequest request, MultiValueMap<String, String> sent, Exception wrong) {
        ConsoleSession session = ConsoleSession.of(request);
        BanForm form =
                new BanForm(
                        session,
                        text(sent, "what"),
                        text(sent, "value"),
                        text(sent, "reason"),
                        String.valueOf(wrong.getMessage()));
        return pages.page(
                request,
                HttpStatus.BAD_REQUEST,
                "Bans",
                output -> {
                    templates.fill("ban-form", form).writeTo(output);
                    list(session).writeTo(output);
                });
    }

    private Content list(ConsoleSession session) {
        List<Ban> bans = new ArrayList<>();
        bans.addAll(of("key", moderation.bans().keys(), PublicKey::hex, PublicKeys::npub));
        bans.addAll(of("event", moderation.bans().events(), EventId::hex, EventId::hex));
        bans.addAll(of("address", moderation.bans().addresses(), text -> text, text -> text));
        bans.addAll(
                of("allowed", moderation.bans().allowedKeys(), PublicKey::hex, PublicKeys::npub));
        return templates.fill("bans", new Banned(session, List.copyOf(bans)));
    }

    private static <T> List<Ban> of(
            String what,
            Map<T, String> entries,
            Function<T, String> value,
            Function<T, String> shown) {
        return entries.entrySet().stream()
                .map(entry ->
                        new Ban(
                                what,
                                value.apply(entry.getKey()),
                                shown.apply(entry.getKey()),
                                entry.getValue()))
                .sorted(Comparator.comparing(Ban::value))
                .toList();
    }

    private static String text(MultiValueMap<String, String> sent, String name) {
        String value = sent.getFirst(name);
        return value == null ? "" : value.strip();
    }
}
