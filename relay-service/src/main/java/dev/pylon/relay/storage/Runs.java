package dev.pylon.relay.storage;

import dev.pylon.nostr.event.EventAddress;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Kinds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Cuts a group into runs, within which no event affects another, so that each run can be written by
 * statements over sets and the whole still ends as if done one by one: no id twice, no address
 * twice, deletions only at a run's beginning, and a request to vanish by itself.
 */
final class Runs {
    private Runs() {}

    static List<List<VerifiedEvent>> of(List<VerifiedEvent> group) {
        List<List<VerifiedEvent>> runs = new ArrayList<>(1);
        List<VerifiedEvent> run = new ArrayList<>(group.size());
        Set<EventId> ids = new HashSet<>();
        Set<EventAddress> addresses = new HashSet<>();
        boolean onlyDeletions = true;
        boolean full = false;
        for (VerifiedEvent event : group) {
            boolean deletion = event.event().kind() == Kinds.DELETION;
            boolean alone = event.event().kind() == Kinds.VANISH;
            boolean fits =
                    !full
                            && !(alone && !run.isEmpty())
                            && (!deletion || onlyDeletions)
                            && ids.add(event.event().id());
            boolean free = EventAddress.of(event.event()).map(addresses::add).orElse(true);
            if (!fits || !free) {
                runs.add(run);
                run = new ArrayList<>();
                ids = new HashSet<>(Set.of(event.event().id()));
                addresses = new HashSet<>();
                EventAddress.of(event.event()).ifPresent(addresses::add);
                onlyDeletions = true;
            }
            run.add(event);
            full = alone;
            onlyDeletions &= deletion;
        }
        runs.add(run);
        return runs;
    }
}
