package dev.pylon.relay.stats;

import dev.pylon.nostr.event.Event;
import java.time.Duration;
import java.util.Optional;

/**
 * A job request with what has become of it.
 *
 * @param took from the request to the first result, by the times that their authors gave
 */
public record JobSummary(Event request, State state, Optional<Duration> took) {
    /** As far as answers that were asked for have brought it. */
    public enum State {
        OPEN("open", "waits"),
        IN_PROGRESS("in progress", "moves"),
        ANSWERED("answered", "good"),
        REFUSED("refused", "bad");

        private final String word;
        private final String tone;

        State(String word, String tone) {
            this.word = word;
            this.tone = tone;
        }

        public String word() {
            return word;
        }

        /** The colour it is shown in. */
        public String tone() {
            return tone;
        }
    }
}
