package dev.pylon.buyer.course;

import dev.pylon.buyer.select.Experience;
import dev.pylon.nostr.event.PublicKey;
import java.util.Map;
import java.util.Set;

/**
 * What a choice goes by that is not part of the job.
 *
 * @param evidence what our own jobs have shown of those who have quoted
 * @param sellers who announces this kind of work and is alive; a broadcast waits for no others
 */
public record Known(Map<PublicKey, Experience> evidence, Set<PublicKey> sellers) {
    public static final Known NOTHING = new Known(Map.of(), Set.of());

    public Known {
        evidence = Map.copyOf(evidence);
        sellers = Set.copyOf(sellers);
    }
}
