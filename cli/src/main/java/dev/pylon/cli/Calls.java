package dev.pylon.cli;

import java.time.Duration;
import reactor.core.publisher.Mono;

/** Waits for a service's answer: the one place where the command line blocks. */
public final class Calls {
    private static final Duration LIMIT = Duration.ofSeconds(35);

    private Calls() {}

    public static <T> T await(Mono<T> call) {
        T answer = call.block(LIMIT);
        if (answer == null) {
            throw new CommandFailure(ExitCode.UNREACHABLE, "The service gave an empty answer.");
        }
        return answer;
    }
}
