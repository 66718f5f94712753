package dev.pylon.e2e.deploy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The series that running services expose. */
public final class Scrape {
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern WORDS = Pattern.compile("[\\w-]+(\\|[\\w-]+)*");

    private final Map<String, List<Map<String, String>>> series = new HashMap<>();

    /** Adds a page of metrics in Prometheus' text format. */
    public void add(String page) {
        page.lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .forEach(line -> {
                    int brace = line.indexOf('{');
                    String name =
                            brace < 0
                                    ? line.substring(0, line.indexOf(' '))
                                    : line.substring(0, brace);
                    Map<String, String> labels = new HashMap<>();
                    if (brace >= 0) {
                        Matcher matcher =
                                LABEL.matcher(line.substring(brace, line.lastIndexOf('}')));
                        while (matcher.find()) {
                            labels.put(matcher.group(1), matcher.group(2));
                        }
                    }
                    series.computeIfAbsent(name, first -> new ArrayList<>()).add(labels);
                });
    }

    /**
     * What the queries of dashboards and alerts name and no service exposes; each with its place.
     */
    public List<String> missing() {
        return Query.all().stream().flatMap(this::missing).toList();
    }

    Stream<String> missing(Query query) {
        PromQl parsed = PromQl.parse(query.expression());
        List<String> missing = new ArrayList<>();
        TreeSet<String> labels = new TreeSet<>();
        for (PromQl.Selector selector : parsed.selectors()) {
            List<Map<String, String>> found = series.getOrDefault(selector.metric(), List.of());
            if (found.isEmpty()) {
                missing.add("no metric " + selector.metric());
                continue;
            }
            found.forEach(one -> labels.addAll(one.keySet()));
            selector.matches().stream()
                    .filter(match -> !exists(found, selector, match))
                    .forEach(match -> missing.add(selector.metric() + " has no " + match));
            parsed.grouping().stream()
                    .filter(label -> found.stream().noneMatch(one -> one.containsKey(label)))
                    .forEach(label -> missing.add(selector.metric() + " has no label " + label));
        }
        LEGEND.matcher(query.legend())
                .results()
                .map(label -> label.group(1))
                .filter(label ->
                        !(parsed.aggregates() ? parsed.grouping() : labels).contains(label))
                .forEach(label -> missing.add("nothing to put for {{" + label + "}}"));
        if (parsed.selectors().isEmpty()) {
            missing.add("no metric at all");
        }
        return missing.stream()
                .map(what -> query.where() + ": " + what + " in " + query.expression());
    }

    /**
     * A value, or each of several, has to be one that some series of the same service has; of any
     * other pattern, only the label.
     */
    private static boolean exists(
            List<Map<String, String>> series, PromQl.Selector selector, PromQl.Match match) {
        List<Map<String, String>> ofService =
                series.stream()
                        .filter(one ->
                                selector.matches().stream()
                                        .filter(other -> other.label().equals("service"))
                                        .allMatch(
                                                other -> other.value().equals(one.get("service"))))
                        .toList();
        boolean pattern = match.operator().endsWith("~");
        if (pattern && !WORDS.matcher(match.value()).matches()) {
            return ofService.stream().anyMatch(one -> one.containsKey(match.label()));
        }
        return Arrays.stream(match.value().split(pattern ? "\\|" : "\\z"))
                .allMatch(value ->
                        ofService.stream().anyMatch(one -> value.equals(one.get(match.label()))));
    }
}
