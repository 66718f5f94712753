package dev.pylon.e2e.deploy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A query of a dashboard or of an alert.
 *
 * @param where it stands, for people
 * @param legend labels are named in it as {@code {{label}}}
 */
record Query(String where, String expression, String legend) {
    static List<Query> ofDashboard(Path file) {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : JsonMapper.shared().readTree(Deploy.text(file)).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(
                        new Query(
                                file.getFileName() + ", " + panel.path("title").asString(),
                                target.path("expr").asString(),
                                target.path("legendFormat").asString()));
            }
        }
        return queries;
    }

    static List<Query> ofAlerts(Path file) {
        List<Query> queries = new ArrayList<>();
        Map<String, List<Map<String, Object>>> document = new Yaml().load(Deploy.text(file));
        for (Map<String, Object> group : document.get("groups")) {
            for (Object rule : (List<?>) group.get("rules")) {
                Map<?, ?> alert = (Map<?, ?>) rule;
                queries.add(
                        new Query(
                                "alert " + alert.get("alert"),
                                String.valueOf(alert.get("expr")),
                                String.valueOf(alert.get("annotations"))
                                        .replaceAll("\\{\\{ *\\$labels\\.(\\w+) *}}", "{{$1}}")
                                        .replaceAll("\\{\\{ *\\$value[^}]*}}", "")));
            }
        }
        return queries;
    }

    static List<Query> all() {
        List<Query> queries = new ArrayList<>();
        for (String service : Deploy.SERVICES) {
            queries.addAll(ofDashboard(Deploy.DASHBOARDS.resolve(service + ".json")));
        }
        queries.addAll(ofAlerts(Deploy.ALERTS.resolve("pylon.yml")));
        return queries;
    }
}
