package dev.pylon.bridge.process;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model process whose agent was killed. It is ended, not adopted: its output went to a pipe that
 * nobody reads any more, its end could not be seen but by asking, and it may have been started with
 * other settings. A start costs a second or two.
 *
 * <p>Three things must agree before anything is ended: the process has the id and the start that
 * were noted, the agent that noted them runs no more, and whatever answers on the port repeats the
 * noted nonce (or nobody answers, since it may hang).
 */
final class Orphan {
    private static final Logger LOG = LoggerFactory.getLogger(Orphan.class);

    private Orphan() {}

    /** Returns the noted process's id if it is another agent's that still runs. */
    static Optional<Long> end(Ownership ownership, HttpClient client, int port, Duration limit)
            throws InterruptedException {
        Optional<Ownership.Owned> noted = ownership.read();
        Optional<ProcessHandle> left = noted.flatMap(owned -> owned.process().running());
        if (noted.isEmpty() || left.isEmpty()) {
            return Optional.empty();
        }
        Ownership.Owned owned = noted.get();
        boolean otherAgent =
                owned.agent()
                        .running()
                        .filter(agent -> agent.pid() != ProcessHandle.current().pid())
                        .isPresent();
        if (otherAgent) {
            return Optional.of(left.get().pid());
        }
        Optional<Health> answer = Health.ask(client, port, limit);
        boolean denied =
                !owned.nonce().isEmpty()
                        && answer.filter(said -> !said.nonce().equals(owned.nonce())).isPresent();
        if (denied) {
            LOG.atWarn()
                    .addKeyValue("pid", left.get().pid())
                    .log(
                            "what answers does not repeat the noted nonce, so the process is left alone");
            return Optional.empty();
        }
        LOG.atWarn()
                .addKeyValue("pid", left.get().pid())
                .addKeyValue("port", port)
                .addKeyValue("answered", answer.isPresent())
                .log("a model process of an agent that was killed is ended");
        Ending.of(left.get());
        ownership.clear();
        return Optional.empty();
    }
}
