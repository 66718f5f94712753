package dev.pylon.relayclient;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.relayclient.testing.ScriptedRelay;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Settings that lose no time. */
final class Quick {
    static final Duration SOON = Duration.ofSeconds(20);
    static final Filter NOTES = Filter.builder().kinds(1).build();

    private Quick() {}

    static RelayPoolSettings.Builder settings(ScriptedRelay... relays) {
        return RelayPoolSettings.builder()
                .relays(Arrays.stream(relays).map(ScriptedRelay::url).toList())
                .backoff(Duration.ofMillis(20), Duration.ofMillis(200))
                .retry(Duration.ofMillis(20), Duration.ofMillis(100))
                .keepAlive(Duration.ofMillis(200), Duration.ofMillis(400))
                .authTimeout(Duration.ofMillis(500))
                .storedTimeout(Duration.ofMillis(300))
                .ackTimeout(Duration.ofMillis(400));
    }

    static RelayPool pool(ScriptedRelay... relays) {
        return RelayPool.open(settings(relays).build());
    }

    static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(SOON));
    }

    static <T> List<T> all(Flux<T> flux) {
        return get(flux.collectList());
    }

    static PublishOutcome publish(RelayPool pool, Event event) {
        return get(pool.publish(event, SOON).single());
    }

    static PublishOutcome publish(RelayPool pool, ScriptedRelay relay, Event event) {
        return get(pool.publish(event, List.of(relay.url()), SOON).single());
    }

    static RelayStatus statusOf(RelayPool pool, ScriptedRelay relay) {
        return pool.status().stream()
                .filter(status -> status.relay().equals(relay.url()))
                .findFirst()
                .orElseThrow();
    }
}
