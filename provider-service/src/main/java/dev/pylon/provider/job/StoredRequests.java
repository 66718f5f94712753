package dev.pylon.provider.job;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.Encryption;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.nostr.market.MalformedJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the requests of stored jobs again. */
public final class StoredRequests {
    private StoredRequests() {}

    /**
     * Without a prompt if it can't be read any more, as after a change of keys: enough to answer
     * it.
     */
    public static JobRequest read(JobRow job, SecretKey identity) {
        try {
            return JobRequests.read(job.request(), Optional.of(identity));
        } catch (MalformedJob unreadable) {
            return bare(job.request());
        }
    }

    /** Enough of a request that can't be understood to answer it, in the clear. */
    public static JobRequest bare(Event event) {
        return new JobRequest(
                event,
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Set.of(),
                Encryption.NONE);
    }
}
