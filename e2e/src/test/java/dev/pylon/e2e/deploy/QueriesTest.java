package dev.pylon.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reader of queries, and what can be said of dashboards without running services. */
class QueriesTest {
    private static final Scrape SCRAPE = new Scrape();

    static {
        SCRAPE.add(
                """
                # HELP jobs Jobs
                jobs{service="buyer",state="paid"} 1.0
                jobs{service="buyer",state="done"} 1.0
                jobs{service="other",state="open"} 1.0
                up_seconds 1.0
                """);
    }

    @Test
    void metricsMatchersAndGroupingAreRead() {
        PromQl query =
                PromQl.parse(
                        "histogram_quantile(0.99, sum by (le, a) (rate(x_bucket{b=~\"c|d\"}[5m]))) > 1e3"
                                + " and on (s) y offset 5m");

        assertThat(query.grouping()).containsExactly("a", "le");
        assertThat(query.selectors())
                .containsExactly(
                        new PromQl.Selector(
                                "x_bucket", List.of(new PromQl.Match("b", "=~", "c|d"))),
                        new PromQl.Selector("y", List.of()));
    }

    @Test
    void whatIsNoPromQlIsRefused() {
        assertThatThrownBy(() -> PromQl.parse("rate(x{a=\"b\"")).hasMessageContaining("too early");
        assertThatThrownBy(() -> PromQl.parse("x ; y")).hasMessageContaining("no PromQL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "jobs{service=\"buyer\",state=~\"paid|done\"}; {{state}}",
                "sum by (state) (rate(jobs{state=~\"5..\"}[5m])); {{state}}",
                "up_seconds / 2; up",
            })
    void whatServicesExposeIsFound(String expression, String legend) {
        assertThat(SCRAPE.missing(new Query("here", expression, legend))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "job; x; no metric job",
                "jobs{service=\"buyer\",state=\"open\"}; x; has no Match[label=state",
                "jobs{state=~\"paid|dun\"}; x; has no Match[label=state",
                "jobs{outcome=~\".+\"}; x; has no Match[label=outcome",
                "jobs{state=\"p.*\"}; x; has no Match[label=state",
                "sum by (kind) (jobs); x; has no label kind",
                "sum by (state) (jobs); {{service}}; nothing to put for {{service}}",
                "1 + 1; x; no metric at all",
            })
    void whatNoServiceExposesIsMissing(String expression, String legend, String why) {
        assertThat(SCRAPE.missing(new Query("here", expression, legend)))
                .singleElement()
                .asString()
                .contains(why);
    }

    @Test
    void everyDashboardShowsOneServiceInPanelsOfTheirOwnPlaceAndNumber() {
        for (String service : Deploy.SERVICES) {
            JsonNode dashboard =
                    JsonMapper.shared()
                            .readTree(Deploy.text(Deploy.DASHBOARDS.resolve(service + ".json")));
            List<JsonNode> panels = dashboard.path("panels").valueStream().toList();

            assertThat(dashboard.path("uid").asString()).isEqualTo(service);
            assertThat(panels)
                    .extracting(panel -> panel.path("id").asInt())
                    .doesNotHaveDuplicates();
            assertThat(panels).extracting(panel -> panel.path("gridPos")).doesNotHaveDuplicates();
            assertThat(Query.ofDashboard(Deploy.DASHBOARDS.resolve(service + ".json")))
                    .hasSizeGreaterThan(20)
                    .allSatisfy(query ->
                            assertThat(PromQl.parse(query.expression()).selectors())
                                    .as(query.toString())
                                    .allSatisfy(selector ->
                                            assertThat(selector.matches())
                                                    .contains(
                                                            new PromQl.Match(
                                                                    "service", "=", service))));
        }
    }

    @Test
    void everyAlertSaysWhatToDo() {
        assertThat(Query.ofAlerts(Deploy.ALERTS.resolve("pylon.yml")))
                .hasSizeGreaterThan(15)
                .allSatisfy(alert -> assertThat(alert.legend()).contains("summary=", "action="));
    }
}
