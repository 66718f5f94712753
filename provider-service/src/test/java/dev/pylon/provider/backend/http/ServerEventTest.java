package dev.pylon.provider.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class ServerEventTest {
    @Test
    void anEventEndsWithAnEmptyLine() {
        assertThat(events("data: a\n\nevent: ping\ndata:b\n\n"))
                .containsExactly(new ServerEvent("", "a"), new ServerEvent("ping", "b"));
    }

    @Test
    void linesOfDataAreJoinedAndCommentsAndCarriageReturnsPassedOver() {
        assertThat(events(": hello\r\ndata: a\r\nid: 7\r\ndata: b\r\n\r\n"))
                .containsExactly(new ServerEvent("", "a\nb"));
    }

    @Test
    void anEventWithoutItsEmptyLineIsNone() {
        assertThat(events("data: a\n\ndata: half")).containsExactly(new ServerEvent("", "a"));
    }

    @Test
    void anEventWithoutDataIsNoneAndNamesNotTheNext() {
        assertThat(events("event: ping\n\ndata: a\n\n")).containsExactly(new ServerEvent("", "a"));
    }

    @Test
    void theErrorFieldOfLlamaCppIsAnEventOfThatName() {
        assertThat(events("error: {\"code\":400}\n\n"))
                .containsExactly(new ServerEvent("error", "{\"code\":400}"));
    }

    private static List<ServerEvent> events(String text) {
        return Objects.requireNonNull(
                ServerEvent.in(Flux.fromArray(text.split("(?<=\n)")))
                        .collectList()
                        .block(Duration.ofSeconds(5)));
    }
}
