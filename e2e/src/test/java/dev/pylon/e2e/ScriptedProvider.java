package dev.pylon.e2e;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayPoolSettings;
import dev.pylon.relayclient.RelayUrl;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Somebody on the network who answers every job request by a script: a stranger, or a provider of
 * ill will.
 */
final class ScriptedProvider implements AutoCloseable {
    private final SecretKey key;
    private final RelayPool pool;
    private final List<Event> seen = new CopyOnWriteArrayList<>();
    private final Disposable listening;

    private ScriptedProvider(
            SecretKey key,
            RelayPool pool,
            Set<String> relays,
            Function<Event, List<EventTemplate>> script) {
        this.key = key;
        this.pool = pool;
        this.listening =
                pool.subscribe(
                                List.of(
                                        Filter.builder()
                                                .kinds(5050)
                                                .since(System.currentTimeMillis() / 1000)
                                                .build()))
                        .doOnNext(seen::add)
                        .concatMap(request ->
                                Flux.fromIterable(script.apply(request))
                                        .map(template -> template.sign(key))
                                        .concatMap(reply ->
                                                pool.publish(
                                                                reply,
                                                                urls(relays),
                                                                Duration.ofSeconds(10))
                                                        .then()))
                        .subscribe();
    }

    static ScriptedProvider on(Set<String> relays, Function<Event, List<EventTemplate>> script) {
        SecretKey key = SecretKey.generate();
        RelayPool pool =
                RelayPool.open(
                        RelayPoolSettings.builder().relays(urls(relays)).identity(key).build());
        return new ScriptedProvider(key, pool, relays, script);
    }

    private static List<RelayUrl> urls(Set<String> relays) {
        return relays.stream().map(RelayUrl::of).toList();
    }

    String hex() {
        return key.publicKey().hex();
    }

    List<Event> seen() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        listening.dispose();
        pool.close();
    }
}
