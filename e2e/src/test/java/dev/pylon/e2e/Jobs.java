package dev.pylon.e2e;

import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Jobs as the tests submit them, and waiting for what becomes of them. */
final class Jobs {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private Jobs() {}

    /**
     * A request with the usual values, whose patience outlasts a service's restart on a slow
     * machine; the methods change one value each.
     */
    record Order(
            String prompt,
            @Nullable Msat bid,
            List<String> providers,
            List<String> relays,
            int timeoutSeconds,
            boolean autoPay) {
        static Order of(String prompt) {
            return new Order(prompt, Msat.ofSat(50), List.of(), List.of(), 120, true);
        }

        Order targeting(String... providersHex) {
            return new Order(prompt, bid, List.of(providersHex), relays, timeoutSeconds, autoPay);
        }

        Order on(String... urls) {
            return new Order(prompt, bid, providers, List.of(urls), timeoutSeconds, autoPay);
        }

        Order bidding(Msat amount) {
            return new Order(prompt, amount, providers, relays, timeoutSeconds, autoPay);
        }

        Order waiting(int seconds) {
            return new Order(prompt, bid, providers, relays, seconds, autoPay);
        }

        Order paidByHand() {
            return new Order(prompt, bid, providers, relays, timeoutSeconds, false);
        }

        SubmitJob request() {
            return new SubmitJob(
                    prompt,
                    null,
                    null,
                    null,
                    null,
                    null,
                    bid,
                    providers,
                    relays,
                    timeoutSeconds,
                    autoPay);
        }
    }

    static JobView submit(BuyerApi buyer, Order order) {
        JobView job = buyer.submit(UUID.randomUUID().toString(), order.request()).block(LIMIT);
        if (job == null) {
            throw new IllegalStateException("empty answer");
        }
        return job;
    }

    static JobView await(BuyerApi buyer, String id, JobState state) {
        return await(buyer, id, state.word(), job -> job.state() == state);
    }

    /** Asks until it is so; what the job was last is in the failure's text. */
    static JobView await(BuyerApi buyer, String id, String what, Predicate<JobView> condition) {
        JobView[] last = new JobView[1];
        return Awaitility.await("job is " + what)
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(25))
                .conditionEvaluationListener(
                        new org.awaitility.core.ConditionEvaluationListener<JobView>() {
                            @Override
                            public void conditionEvaluated(
                                    org.awaitility.core.EvaluatedCondition<JobView> evaluated) {}

                            @Override
                            public void onTimeout(org.awaitility.core.TimeoutEvent event) {
                                System.err.println(
                                        "Waited for '" + what + "', and the job is " + last[0]);
                            }
                        })
                .ignoreExceptions()
                .until(
                        () -> {
                            JobView job = buyer.job(id).block(Duration.ofSeconds(10));
                            if (job == null) {
                                throw new IllegalStateException("empty answer");
                            }
                            last[0] = job;
                            return job;
                        },
                        condition);
    }
}
