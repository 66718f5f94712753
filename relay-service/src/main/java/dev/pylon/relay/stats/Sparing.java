package dev.pylon.relay.stats;

import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

/**
 * Keeps an answer for a second, or for ten times as long as it took to find: so however many ask
 * and however much is stored, the database spends a tenth of its time on it at most.
 */
final class Sparing {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final int SHARE = 10;

    private Sparing() {}

    /** Whoever asks meanwhile waits for the same answer. An error is not kept. */
    static <T> Mono<T> of(Mono<T> question) {
        return question.elapsed()
                .cache(Sparing::keptFor, error -> Duration.ZERO, () -> Duration.ZERO)
                .map(Tuple2::getT2);
    }

    private static Duration keptFor(Tuple2<Long, ?> answer) {
        Duration share = Duration.ofMillis(answer.getT1() * SHARE);
        return share.compareTo(LEAST) > 0 ? share : LEAST;
    }
}
