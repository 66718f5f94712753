package dev.pylon.relay.storage;

import dev.pylon.nostr.filter.Filter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers from memory what it can answer exactly as the database would; of everything else it says
 * nothing. Whoever reads or writes the log keeps it informed. Safe for use by many threads.
 */
public interface EventIndex {
    /** Knows nothing. */
    EventIndex NONE =
            new EventIndex() {
                @Override
                public void apply(List<LogEntry> entries) {}

                @Override
                public void completeTo(LogPosition position) {}

                @Override
                public void suspend() {}

                @Override
                public Optional<Page> page(
                        Filter filter, QueryBound bound, int most, @Nullable StoredEvent last) {
                    return Optional.empty();
                }

                @Override
                public OptionalLong count(
                        List<Filter> filters, LogPosition asOf, Audience audience, long most) {
                    return OptionalLong.empty();
                }
            };

    /**
     * Takes up what happened: additions as soon as they are known to be committed, before anybody
     * is answered or told.
     */
    void apply(List<LogEntry> entries);

    /** Everything committed up to here has been applied, and what these commits removed. */
    void completeTo(LogPosition position);

    /** Whether everything was applied is not known, until {@link #completeTo} is called again. */
    void suspend();

    /**
     * The newest that match, from memory, if it is certain that they are all.
     *
     * @param most so many, or fewer if they have more than {@link QueryBound#pageBytes}
     * @param last only what comes after this one in the answer
     */
    Optional<Page> page(Filter filter, QueryBound bound, int most, @Nullable StoredEvent last);

    /** As {@link EventStore#count}, if it is certain. */
    OptionalLong count(List<Filter> filters, LogPosition asOf, Audience audience, long most);
}
