package dev.pylon.relay.recent;

import dev.pylon.nostr.filter.Filter;
import dev.pylon.relay.storage.Audience;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether an event is part of an answer, but for its time. */
final class Conditions {
    private final Filter filter;
    private final int @Nullable [] kinds;
    private final List<Set<Timeline>> tags;
    private final Audience audience;
    private final Set<Timeline> readers;
    private final long upTo;
    private final long now;

    /**
     * @param tags for each tag condition, the timelines of its values
     * @param readers timelines of {@code p} tags that name one of the audience's keys
     * @param upTo the highest position
     * @param now in seconds since 1970
     */
    Conditions(
            Filter filter,
            List<Set<Timeline>> tags,
            Audience audience,
            Set<Timeline> readers,
            long upTo,
            long now) {
        this.filter = filter;
        this.tags = tags;
        this.audience = audience;
        this.readers = readers;
        this.upTo = upTo;
        this.now = now;
        kinds =
                filter.kinds()
                        .map(all -> all.stream().mapToInt(Integer::intValue).sorted().toArray())
                        .orElse(null);
    }

    boolean hold(Held event) {
        return event.position <= upTo
                && !event.hasExpired(now)
                && (kinds == null || Arrays.binarySearch(kinds, event.kind) >= 0)
                && (filter.authors().isEmpty() || filter.authors().get().contains(event.author))
                && (filter.ids().isEmpty() || filter.ids().get().contains(event.id))
                && isInAll(event)
                && isForAudience(event);
    }

    private boolean isInAll(Held event) {
        for (Set<Timeline> any : tags) {
            if (!event.isIn(any)) {
                return false;
            }
        }
        return true;
    }

    private boolean isForAudience(Held event) {
        return !audience.privateKinds().contains(event.kind)
                || event.isIn(readers)
                || (audience.authored().contains(event.kind)
                        && audience.keys().contains(event.author));
    }
}
