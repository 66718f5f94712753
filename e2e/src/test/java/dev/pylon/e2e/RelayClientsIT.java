package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.cli.up.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Our relay and the client libraries that others have written: {@code src/test/npm/peers}. */
@Tag("npm")
class RelayClientsIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static Market market;
    private static Npm npm;

    @BeforeAll
    static void open() {
        npm = Npm.install("peers");
        market = Market.open(RelayClientsIT.class);
        market.launch(Service.RELAY);
        market.launchAnother("open-relay", Service.RELAY, "--pylon.relay.auth.exempt-kinds=1");
        market.awaitAllReady();
    }

    @AfterAll
    static void close() {
        market.close();
    }

    /** Counting and searching are asked of the relay from when it lists NIP-45 and NIP-50. */
    @ParameterizedTest
    @ValueSource(strings = {"nostr-tools", "ndk", "rx-nostr"})
    void aClientAuthenticatesPublishesReadsListensAndDeletes(String library) {
        JsonNode said = run(library, "relay-service");

        List<String> expected = new ArrayList<>(List.of("publish", "query", "page"));
        List<Integer> nips = said.path("nips").values().stream().map(JsonNode::asInt).toList();
        if (nips.contains(45) && !"rx-nostr".equals(library)) {
            expected.add("count");
        }
        if (nips.contains(50)) {
            expected.add("search");
        }
        expected.addAll(List.of("live", "delete"));
        assertThat(done(said)).isEqualTo(expected);
    }

    @Test
    void aFetcherThatDoesNotAnswerAuthPagesThroughExemptKinds() {
        assertThat(done(run("nostr-fetch", "open-relay"))).containsExactly("page", "query");
    }

    private static JsonNode run(String library, String relay) {
        Map<String, String> variables =
                Map.of("RELAY", market.process(relay).webSocketUrl(), "ENCRYPTION", "none");
        try (Npm.Running client = npm.node(library + "-relay.mjs", variables)) {
            return client.answer(LIMIT);
        }
    }

    private static List<String> done(JsonNode said) {
        return said.path("done").values().stream().map(JsonNode::asString).toList();
    }
}
