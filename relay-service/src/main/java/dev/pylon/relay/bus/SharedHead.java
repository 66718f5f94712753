package dev.pylon.relay.bus;

import dev.pylon.relay.storage.LogPosition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The log's head as of the moment one asks. One query is under way at a time; who comes meanwhile
 * shares the next one, so that a crowd costs no more than one client. Safe for use by many threads.
 */
final class SharedHead {
    private final Mono<LogPosition> query;
    private Sinks.@Nullable One<LogPosition> next;
    private boolean busy;

    SharedHead(Mono<LogPosition> query) {
        this.query = query;
    }

    Mono<LogPosition> get() {
        return Mono.defer(() -> {
            Sinks.One<LogPosition> mine = join();
            begin();
            return mine.asMono();
        });
    }

    private synchronized Sinks.One<LogPosition> join() {
        if (next == null) {
            next = Sinks.one();
        }
        return next;
    }

    private void begin() {
        Sinks.One<LogPosition> round = take();
        if (round != null) {
            query.doFinally(signal -> ended())
                    .subscribe(round::tryEmitValue, round::tryEmitError, round::tryEmitEmpty);
        }
    }

    private synchronized Sinks.@Nullable One<LogPosition> take() {
        if (busy || next == null) {
            return null;
        }
        Sinks.One<LogPosition> round = next;
        next = null;
        busy = true;
        return round;
    }

    private void ended() {
        synchronized (this) {
            busy = false;
        }
        begin();
    }
}
