package dev.pylon.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Prometheus' own check of alerts and of dashboards' queries. */
@Tag("cluster-tools")
class PromtoolIT {
    @Test
    void alertsAreWellFormed() {
        Path alerts = Deploy.ALERTS.resolve("pylon.yml");

        assertThat(Tool.run("promtool", "check", "rules", alerts.toString()))
                .contains(Query.ofAlerts(alerts).size() + " rules found");
    }

    /** Each as a rule that records it. */
    @Test
    void queriesOfDashboardsAreWellFormed(@TempDir Path folder) throws IOException {
        List<Map<String, String>> rules = new ArrayList<>();
        for (Query query : Query.all()) {
            rules.add(Map.of("record", "query:" + rules.size(), "expr", query.expression()));
        }
        Path file = folder.resolve("queries.yml");
        Files.writeString(
                file,
                JsonMapper.shared()
                        .writeValueAsString(
                                Map.of(
                                        "groups",
                                        List.of(Map.of("name", "queries", "rules", rules)))));

        assertThat(Tool.run("promtool", "check", "rules", file.toString()))
                .contains(rules.size() + " rules found");
    }
}
