package dev.pylon.relayclient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import reactor.core.publisher.MonoSink;

/** How a subscription stands with each relay, and who waits for it to be live. Not thread-safe. */
final class Standings {
    private final Map<RelayUrl, Standing> standings = new HashMap<>();
    private final List<Waiter> waiters = new ArrayList<>();

    private sealed interface Standing {
        /** Asked, or about to be. */
        record Waiting() implements Standing {}

        /** All that is stored has come, for the filters of this generation. */
        record Live(long generation) implements Standing {}

        record Out(String why) implements Standing {}
    }

    /** Who waits for the filters of a generation to be live, and where. */
    record Waiter(
            long generation, Predicate<Standings.View> enough, MonoSink<Set<RelayUrl>> sink) {}

    /** The standings as seen by those who want filters of a certain generation. */
    record View(Set<RelayUrl> live, int waiting) {}

    void add(RelayUrl relay) {
        standings.putIfAbsent(relay, new Standing.Waiting());
    }

    void remove(RelayUrl relay) {
        standings.remove(relay);
        tellWaiters();
    }

    /** Asked (again): a relay that was live stays so until it says otherwise. */
    void asked(RelayUrl relay) {
        standings.computeIfPresent(
                relay, (url, old) -> old instanceof Standing.Live ? old : new Standing.Waiting());
    }

    void waiting(RelayUrl relay) {
        standings.replace(relay, new Standing.Waiting());
    }

    /** False if it was so already. */
    boolean live(RelayUrl relay, long generation) {
        Standing now = new Standing.Live(generation);
        Standing old = standings.replace(relay, now);
        tellWaiters();
        return !now.equals(old);
    }

    void out(RelayUrl relay, String why) {
        standings.replace(relay, new Standing.Out(why));
        tellWaiters();
    }

    void await(Waiter waiter) {
        waiters.add(waiter);
        tellWaiters();
    }

    void forget(Waiter waiter) {
        waiters.remove(waiter);
    }

    void failWaiters(RuntimeException why) {
        List<Waiter> told = List.copyOf(waiters);
        waiters.clear();
        told.forEach(waiter -> waiter.sink().error(why));
    }

    boolean anyWaiting(long generation) {
        return view(generation).waiting() > 0;
    }

    boolean anyLive(long generation) {
        return !view(generation).live().isEmpty();
    }

    /** Why each relay that is not live is not. */
    Map<RelayUrl, String> troubles() {
        return standings.entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof Standing.Live))
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                entry ->
                                        entry.getValue() instanceof Standing.Out(String why)
                                                ? why
                                                : "no answer in time"));
    }

    private View view(long generation) {
        int waiting = 0;
        List<RelayUrl> live = new ArrayList<>();
        for (Map.Entry<RelayUrl, Standing> entry : standings.entrySet()) {
            switch (entry.getValue()) {
                case Standing.Waiting w -> waiting++;
                case Standing.Live l when l.generation() >= generation -> live.add(entry.getKey());
                case Standing.Live l -> waiting++;
                case Standing.Out o -> {}
            }
        }
        return new View(Set.copyOf(live), waiting);
    }

    private void tellWaiters() {
        for (Waiter waiter : List.copyOf(waiters)) {
            View view = view(waiter.generation());
            if (waiter.enough().test(view)) {
                waiters.remove(waiter);
                waiter.sink().success(view.live());
            }
        }
    }
}
