package dev.pylon.relayclient;

import dev.pylon.nostr.event.Event;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Connections to relays outside the pool: made for a publication, kept a little, bounded. */
final class GuestLinks {
    private final Transport transport;
    private final Guests rule;
    private final Map<RelayUrl, Guest> guests = new HashMap<>();
    private boolean closed;

    GuestLinks(Transport transport) {
        this.transport = transport;
        this.rule = transport.settings().guests();
    }

    private static final class Guest {
        final RelayLink link;
        int leases;
        long lastUsed;

        Guest(RelayLink link) {
            this.link = link;
        }
    }

    Mono<PublishOutcome> publish(RelayUrl relay, Event event, Duration patience) {
        return Mono.defer(() -> {
            Guest guest = lease(relay);
            if (guest == null) {
                return Mono.just(
                        new PublishOutcome.Unreachable(
                                relay, "not a relay of this pool, and no place for a guest"));
            }
            AtomicBoolean released = new AtomicBoolean();
            Runnable release =
                    () -> {
                        if (released.compareAndSet(false, true)) {
                            release(relay, guest);
                        }
                    };
            return guest.link
                    .publish(event, patience)
                    .doOnNext(outcome -> release.run()) // before the caller hears of it
                    .doFinally(end -> release.run());
        });
    }

    private synchronized @Nullable Guest lease(RelayUrl relay) {
        Guest guest = guests.get(relay);
        if (guest == null) {
            if (closed || (guests.size() >= rule.max() && !makePlace())) {
                return null;
            }
            guest = new Guest(new RelayLink(relay, true, transport, status -> {}));
            guests.put(relay, guest);
            guest.link.start();
        }
        guest.leases++;
        return guest;
    }

    private boolean makePlace() {
        var idle =
                guests.entrySet().stream().filter(entry -> entry.getValue().leases == 0).findAny();
        idle.ifPresent(entry -> remove(entry.getKey(), entry.getValue()));
        return idle.isPresent();
    }

    private synchronized void release(RelayUrl relay, Guest guest) {
        guest.leases--;
        guest.lastUsed = System.nanoTime();
        if (guest.leases > 0 || closed) {
            return;
        }
        try {
            transport
                    .timer()
                    .schedule(
                            () -> removeIfIdle(relay, guest),
                            rule.idle().toNanos(),
                            TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException poolClosed) {
            remove(relay, guest);
        }
    }

    private synchronized void removeIfIdle(RelayUrl relay, Guest guest) {
        long rested = System.nanoTime() - guest.lastUsed;
        if (guest.leases == 0 && rested >= rule.idle().toNanos()) {
            remove(relay, guest);
        }
    }

    private void remove(RelayUrl relay, Guest guest) {
        if (guests.remove(relay, guest)) {
            guest.link.close("guest no longer needed").subscribe();
        }
    }

    synchronized int count() {
        return guests.size();
    }

    Mono<Void> close(String why) {
        return Flux.fromIterable(closing()).flatMap(link -> link.close(why)).then();
    }

    private synchronized List<RelayLink> closing() {
        closed = true;
        List<RelayLink> links = guests.values().stream().map(guest -> guest.link).toList();
        guests.clear();
        return links;
    }
}
