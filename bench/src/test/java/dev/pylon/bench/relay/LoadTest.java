package dev.pylon.bench.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cases against a relay whose answers are known. */
class LoadTest {
    private static final Duration AT_MOST = Duration.ofSeconds(20);
    private static final int EVENTS = 30;

    private final Market market = new Market(3, Instant.now().getEpochSecond(), EVENTS);
    private final ScriptedRelay relay = new ScriptedRelay();
    private final Target target = new Target(relay.url(), market.anyKey(), null, null, null);

    @TempDir private Path folder;
    private SignedEvents events = new SignedEvents(List.of(), List.of());

    @BeforeEach
    void sign() throws Exception {
        events = SignedEvents.load(folder.resolve("market"), EVENTS, market::event);
    }

    @AfterEach
    void end() {
        relay.close();
    }

    @Test
    void ingestCountsWhatIsAcknowledgedAndWhatIsRefused() throws Exception {
        Result result = Ingest.run(target, "2×4", 2, 4, events, AT_MOST);

        assertThat(result.count()).as("requests and results").isEqualTo(20);
        assertThat(result.refused()).as("feedback").isEqualTo(10);
        assertThat(result.latencies().getTotalCount()).isEqualTo(30);
        assertThat(result.perSecond()).isPositive();
    }

    @Test
    void liveCountsEveryDelivery() throws Exception {
        SignedEvents plain = SignedEvents.load(folder.resolve("plain"), EVENTS, market::plain);
        Live.Plan plan = new Live.Plan("3", 3, i -> "{\"kinds\":[1]}", 3, 0, 4, AT_MOST);

        Result result = Live.run(target, plan, plain);

        assertThat(result.count()).isEqualTo(3 * EVENTS);
    }

    @Test
    void liveKeepsToItsRate() throws Exception {
        SignedEvents plain = SignedEvents.load(folder.resolve("plain"), 20, market::plain);
        Live.Plan plan = new Live.Plan("1", 1, i -> "{\"kinds\":[1]}", 1, 50, 4, AT_MOST);

        Result result = Live.run(target, plan, plain);

        assertThat(result.nanos())
                .as("the last of 20 at 50 a second leaves after 380 ms")
                .isGreaterThanOrEqualTo(Duration.ofMillis(380).toNanos());
    }

    @Test
    void queriesTimeAnswersUntilTheTimeIsOver() throws Exception {
        Question question = Question.about(market, events.ids()).getFirst();

        assertThat(Queries.run(target, question, Duration.ofMillis(200)))
                .hasValueSatisfying(result ->
                        assertThat(result.latencies().getTotalCount()).isGreaterThanOrEqualTo(8));
    }

    @Test
    void queriesSkipWhatTheRelayDoesNotKnow() throws Exception {
        Question count = Question.about(market, events.ids()).getLast();

        assertThat(count.verb()).isEqualTo("COUNT");
        assertThat(Queries.run(target, count, AT_MOST)).isEmpty();
    }
}
