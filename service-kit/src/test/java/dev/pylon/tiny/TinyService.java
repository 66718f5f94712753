package dev.pylon.tiny;

import dev.pylon.kit.auth.Callers;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The smallest service that uses all of the kit. */
@SpringBootApplication
class TinyService {
    record Order(Msat amountMsat) {}

    record Receipt(int number, String account) {}

    @HttpExchange(url = "/v1", accept = "application/json")
    interface TinyApi {
        @PostExchange("/orders")
        Mono<Receipt> order(@RequestBody Order order);

        @GetExchange("/boom")
        Mono<String> boom();

        @GetExchange("/poor")
        Mono<String> poor();

        @GetExchange("/slow")
        Mono<String> slow();

        @GetExchange(url = "/ticks", accept = "text/event-stream")
        Flux<ServerSentEvent<Long>> ticks();
    }

    @RestController
    static class Orders implements TinyApi {
        private final AtomicInteger made = new AtomicInteger();

        @Override
        public Mono<Receipt> order(Order order) {
            return Callers.require(Scope.JOBS_WRITE)
                    .map(caller -> new Receipt(made.incrementAndGet(), caller.account()));
        }

        @Override
        public Mono<String> boom() {
            return Mono.error(new IllegalStateException("the secret reason"));
        }

        @Override
        public Mono<String> poor() {
            return Mono.error(
                    ProblemException.of(
                            HttpStatus.PAYMENT_REQUIRED,
                            "insufficient-funds",
                            "Fund the account with 5 sat."));
        }

        @Override
        public Mono<String> slow() {
            return Mono.delay(Duration.ofSeconds(5)).thenReturn("late");
        }

        @Override
        public Flux<ServerSentEvent<Long>> ticks() {
            return Flux.interval(Duration.ofMillis(700))
                    .take(3)
                    .map(tick -> ServerSentEvent.builder(tick).id("n" + tick).build());
        }
    }
}
