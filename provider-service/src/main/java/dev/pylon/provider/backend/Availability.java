package dev.pylon.provider.backend;

import java.util.List;

/** Whether a backend can work. */
public sealed interface Availability {
    /**
     * @param simulated whether no model answers, and everybody must be told
     */
    record Available(List<String> models, boolean simulated) implements Availability {
        public Available {
            models = List.copyOf(models);
        }
    }

    /**
     * @param reason a sentence for people
     */
    record Unavailable(String reason) implements Availability {}
}
