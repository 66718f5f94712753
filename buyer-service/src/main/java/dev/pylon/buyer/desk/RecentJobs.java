package dev.pylon.buyer.desk;

import dev.pylon.buyer.job.Job;
import dev.pylon.nostr.event.EventId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as this process last saw them, the most recently used ones. A step is stored only if its job
 * is still at that version, so an outdated copy does no harm.
 */
final class RecentJobs {
    private static final int CAPACITY = 500;

    private final Map<EventId, Job> jobs =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<EventId, Job> eldest) {
                    return size() > CAPACITY;
                }
            };

    synchronized @Nullable Job get(EventId id) {
        return jobs.get(id);
    }

    /** Keeps the newer one. */
    synchronized void put(Job job) {
        Job known = jobs.get(job.id());
        if (known == null || known.version() <= job.version()) {
            jobs.put(job.id(), job);
        }
    }

    synchronized void forget(EventId id) {
        jobs.remove(id);
    }
}
