package dev.pylon.relay.policy;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The bounds of the way in. Where one is reached, senders wait: their sockets are not read.
 *
 * @param verifiers threads that check signatures; 0 means one per processor
 * @param verifying events waiting for a signature check or having one
 * @param committing bytes of events waiting for their commit
 * @param group events in one commit
 * @param timeout when a commit is given up
 * @param recentIds committed ids remembered, so that a duplicate costs no signature check
 */
public record IngestSettings(
        @DefaultValue("0") int verifiers,
        @DefaultValue("1024") int verifying,
        @DefaultValue("32MB") DataSize committing,
        @DefaultValue("1000") int group,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("65536") int recentIds) {

    public IngestSettings {
        verifiers = verifiers > 0 ? verifiers : Runtime.getRuntime().availableProcessors();
    }
}
