package dev.pylon.relay.page;

import dev.pylon.api.relay.KindCount;
import dev.pylon.api.relay.RelayInformation;
import dev.pylon.api.relay.RelayLimitation;
import dev.pylon.api.relay.RelayStats;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.web.util.HtmlUtils;

/** The page as HTML, complete without scripts; with them it stays fresh. */
final class RelayPage {
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private final String template;
    private final Supplier<RelayInformation> current;

    RelayPage(Supplier<RelayInformation> current) {
        this.current = current;
        this.template = resource("/page/relay.html");
    }

    String html(RelayStats stats) {
        RelayInformation information = current.get();
        RelayLimitation limits = information.limitation();
        Map<String, String> values =
                Map.ofEntries(
                        text("name", information.name()),
                        text("description", information.description()),
                        text("version", information.version()),
                        text("auth", limits.authRequired() ? "required" : "by policy"),
                        number("eventsTotal", stats.events().total()),
                        number("eventsDay", stats.events().last24h()),
                        number("jobsPending", stats.jobs().pending()),
                        number("jobsCompleted", stats.jobs().completed24h()),
                        number("handlers", stats.handlers().total()),
                        Map.entry("eventKinds", bars(stats.events().byKind())),
                        Map.entry("jobKinds", bars(stats.jobs().byKind())),
                        Map.entry("handlerKinds", bars(stats.handlers().byKind())),
                        Map.entry("nips", nips(information.supportedNips())),
                        number("maxMessage", limits.maxMessageLength()),
                        number("maxSubscriptions", limits.maxSubscriptions()),
                        number("maxFilters", limits.maxFilters()),
                        number("maxLimit", limits.maxLimit()));
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(value(values, place.group(1))));
    }

    private static String bars(List<KindCount> counts) {
        long most = counts.stream().mapToLong(KindCount::count).max().orElse(1);
        return counts.stream()
                .limit(12)
                .map(count ->
                        """
                        <li data-kind="%d"><span class="kind">%d</span><span class="label">%s</span>\
                        <meter max="%d" value="%d"></meter><b>%,d</b></li>
                        """
                                .formatted(
                                        count.kind(),
                                        count.kind(),
                                        KindNames.of(count.kind()),
                                        most,
                                        count.count(),
                                        count.count()))
                .collect(Collectors.joining());
    }

    private static String nips(List<Integer> nips) {
        return nips.stream()
                .map(nip -> "<li>NIP-%02d</li>".formatted(nip))
                .collect(Collectors.joining());
    }

    private static Map.Entry<String, String> text(String name, String value) {
        return Map.entry(name, HtmlUtils.htmlEscape(value));
    }

    private static Map.Entry<String, String> number(String name, long value) {
        return Map.entry(name, "%,d".formatted(value));
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("the page has no value for " + name);
        }
        return value;
    }

    private static String resource(String path) {
        try (InputStream in = RelayPage.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("missing in the jar: " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
