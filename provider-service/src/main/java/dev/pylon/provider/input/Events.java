package dev.pylon.provider.input;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.nostr.market.JobResult;
import dev.pylon.nostr.market.JobResults;
import dev.pylon.nostr.market.MalformedJob;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayUrl;
import dev.pylon.relayclient.Subscription;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds Nostr events for inputs: at our own relays, and at the one that the input names. That one
 * is a stranger's choice, so it is asked under no key of ours, only at permitted addresses, and let
 * go of as soon as nobody asks it any more.
 */
final class Events implements AutoCloseable {
    private static final int MAX_STRANGERS = 16;

    private final RelayPool own;
    private final RelayPool strangers;
    private final Map<RelayUrl, Integer> asked = new HashMap<>();

    /**
     * @param strangers a pool without relays or an identity of its own
     */
    Events(RelayPool own, RelayPool strangers) {
        this.own = own;
        this.strangers = strangers;
    }

    Mono<Event> byId(EventId id, Optional<String> relay, Duration limit) {
        return find(Filter.builder().ids(id).limit(1).build(), relay)
                .filter(event -> event.id().equals(id))
                .next()
                .timeout(limit, Mono.empty());
    }

    /**
     * The first result that counts for this request: from a provider it names, if it names any, and
     * about the very request.
     */
    Mono<JobResult> resultOf(Event request, Optional<String> relay, Duration limit) {
        Set<PublicKey> providers = providers(request);
        Filter filter =
                Filter.builder()
                        .kinds(Kinds.resultOf(request.kind()))
                        .tag("e", request.id().hex())
                        .build();
        return find(filter, relay)
                .filter(event -> providers.isEmpty() || providers.contains(event.pubkey()))
                .mapNotNull(event -> result(event, request))
                .next()
                .timeout(limit, Mono.empty());
    }

    private static Set<PublicKey> providers(Event request) {
        try {
            JobRequest read = JobRequests.read(request, Optional.empty());
            return read.providers();
        } catch (MalformedJob encryptedOrNone) {
            throw InputProblem.unreachable(
                    "The input of type job is no job in the clear: "
                            + encryptedOrNone.getMessage()
                            + ".");
        }
    }

    private static @Nullable JobResult result(Event event, Event request) {
        try {
            JobResult result = JobResults.read(event, Optional.empty());
            boolean sameJob =
                    result.job().equals(request.id())
                            && result.request().map(request::equals).orElse(true);
            return sameJob && !result.content().isBlank() ? result : null;
        } catch (MalformedJob unreadable) {
            return null;
        }
    }

    private Flux<Event> find(Filter filter, Optional<String> hint) {
        Flux<Event> here = own.subscribe(List.of(filter));
        Optional<RelayUrl> relay =
                hint.flatMap(RelayUrl::parse).filter(url -> !own.relays().contains(url));
        return relay.map(url -> Flux.merge(here, there(filter, url))).orElse(here);
    }

    private Flux<Event> there(Filter filter, RelayUrl relay) {
        return Flux.using(
                () -> enter(relay),
                entered ->
                        entered
                                ? Flux.defer(() ->
                                        strangers
                                                .subscribe(
                                                        Subscription.to(filter).at(Set.of(relay)))
                                                .events())
                                : Flux.never(),
                entered -> {
                    if (entered) {
                        leave(relay);
                    }
                });
    }

    private synchronized boolean enter(RelayUrl relay) {
        if (!asked.containsKey(relay)) {
            if (asked.size() >= MAX_STRANGERS) {
                return false;
            }
            strangers.addGuest(relay);
        }
        asked.merge(relay, 1, Integer::sum);
        return true;
    }

    private synchronized void leave(RelayUrl relay) {
        if (asked.merge(relay, -1, Integer::sum) == 0) {
            asked.remove(relay);
            strangers.remove(relay);
        }
    }

    @Override
    public void close() {
        strangers.close();
    }
}
