package dev.pylon.buyer.desk;

import dev.pylon.buyer.job.Job;
import reactor.core.publisher.Mono;

/**
 * Something that is done for open jobs, and can be taken up where a crash has left it. Doing it
 * twice is the same as once.
 */
@FunctionalInterface
public interface Resumable {
    /** Completes at once, or empty, if there is nothing to be done for this job. */
    Mono<Void> resume(Job job);
}
