package dev.pylon.bench.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarketTest {
    private final Market market = new Market(1, 1_760_000_000, 30);

    @Test
    void linksAFeedbackAndAResultToTheirRequest() {
        List<Event> job = IntStream.range(3, 6).mapToObj(market::event).toList();

        assertThat(job).extracting(Event::kind).containsExactly(5050, 7000, 6050);
        assertThat(job).allMatch(Event::isValid);
        Event request = job.getFirst();
        for (Event answer : job.subList(1, 3)) {
            assertThat(answer.tags().firstValue("e")).contains(request.id().hex());
            assertThat(answer.tags().firstValue("p")).contains(request.pubkey().hex());
            assertThat(request.tags().firstValue("p")).contains(answer.pubkey().hex());
        }
    }

    @Test
    void makesPlainEventsOf520Bytes() {
        String recipient = market.customer(9);
        for (Event event :
                List.of(
                        market.plain(0),
                        market.plain(1_999_999),
                        market.plainFor(1_000_000_000, recipient))) {
            assertThat(event.toJson().getBytes(StandardCharsets.UTF_8)).hasSize(520);
            assertThat(event.isValid()).isTrue();
        }
    }

    @Test
    void findsTheSameEventsAgainInTheFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("events.jsonl");
        SignedEvents first = SignedEvents.load(file, 6, market::event);
        SignedEvents again =
                SignedEvents.load(
                        file,
                        6,
                        i -> {
                            throw new AssertionError("signed again");
                        });

        assertThat(again.ids()).isEqualTo(first.ids()).doesNotHaveDuplicates();
        assertThat(again.frames()).usingRecursiveComparison().isEqualTo(first.frames());
        Ids places = again.places();
        assertThat(IntStream.range(0, 6).map(i -> places.place(Ids.prefix(market.event(i).id()))))
                .containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(places.place(1)).isEqualTo(Ids.UNKNOWN);
    }
}
