package dev.pylon.buyer.watch;

import dev.pylon.api.buyer.JobEventView;
import java.util.List;

/** Something for a watcher to take in. */
sealed interface News {
    /** A step of this process; its events follow each other. */
    record Made(List<JobEventView> events) implements News {}

    /** More text, which is not on record. */
    record Partial(JobEventView event) implements News {}

    /** Time to look at what is on record. */
    record Look() implements News {}
}
