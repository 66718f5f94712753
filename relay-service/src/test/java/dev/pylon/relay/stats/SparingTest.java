package dev.pylon.relay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class SparingTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void realTime() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void whatIsFoundAtOnceIsKeptForASecond() {
        Mono<Integer> answer = Sparing.of(Mono.fromSupplier(asked::incrementAndGet));
        assertThat(answer.block()).isEqualTo(1);
        time.advanceTimeBy(Duration.ofMillis(999));
        assertThat(answer.block()).isEqualTo(1);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(answer.block()).isEqualTo(2);
    }

    @Test
    void whatTakesThreeSecondsIsKeptForThirty() {
        Mono<Integer> answer =
                Sparing.of(
                        Mono.fromSupplier(asked::incrementAndGet)
                                .delayElement(Duration.ofSeconds(3)));
        answer.subscribe();
        answer.subscribe();
        time.advanceTimeBy(Duration.ofSeconds(3));
        time.advanceTimeBy(Duration.ofSeconds(29));
        assertThat(answer.block()).isEqualTo(1);
        time.advanceTimeBy(Duration.ofSeconds(1));
        answer.subscribe();
        assertThat(asked).hasValue(2);
    }

    @Test
    void anErrorIsNotKept() {
        Mono<Integer> answer =
                Sparing.of(
                        Mono.defer(() ->
                                asked.incrementAndGet() == 1
                                        ? Mono.error(new IllegalStateException("away"))
                                        : Mono.just(7)));
        assertThatThrownBy(answer::block).hasMessage("away");
        assertThat(answer.block()).isEqualTo(7);
    }
}
