package dev.pylon.provider.refund;

import dev.pylon.kit.client.RemoteProblem;
import dev.pylon.kit.outbox.Delivery;
import dev.pylon.kit.outbox.Outbox;
import dev.pylon.kit.outbox.OutboxEntry;
import dev.pylon.kit.outbox.OutboxHandler;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.job.JobRow;
import dev.pylon.provider.job.JobStore;
import dev.pylon.provider.meters.JobMeters;
import dev.pylon.provider.wallet.ProviderWallet;
import java.time.Duration;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Gives back what was paid for work that was not delivered, where the wallet can; where it can't,
 * the job stays paid and undelivered, which is a figure on the dashboard.
 */
@Component
public class Refunds implements OutboxHandler {
    /** What the wallet says of a payment that can't go back, however often it is asked. */
    private static final Set<String> FINAL =
            Set.of("not-refundable", "not-found", "idempotency-key-reused", "invalid-request");

    private static final long MAX_PAUSE_SECONDS = 60;

    private final ProviderWallet wallet;
    private final Outbox outbox;
    private final JobStore jobs;
    private final JobMeters meters;

    Refunds(ProviderWallet wallet, Outbox outbox, JobStore jobs, JobMeters meters) {
        this.wallet = wallet;
        this.outbox = outbox;
        this.jobs = jobs;
        this.meters = meters;
    }

    /** In the caller's transaction. */
    public Mono<Void> enqueue(JobRow job, String why) {
        return outbox.add(topic(), job.id(), job.paymentHash().orElseThrow() + " " + why);
    }

    @Override
    public String topic() {
        return "refund";
    }

    @Override
    public Mono<Delivery> handle(OutboxEntry entry) {
        String[] parts = entry.payload().split(" ", 2);
        return wallet.refund(parts[0], parts[1])
                .flatMap(invoice -> {
                    Msat amount =
                            invoice.refundedMsat() == null ? Msat.ZERO : invoice.refundedMsat();
                    return jobs.refunded(entry.key(), amount)
                            .filter(changed -> changed)
                            .doOnNext(changed -> meters.refunded(amount));
                })
                .thenReturn(Delivery.done())
                .onErrorResume(RemoteProblem.class, problem -> Mono.just(after(problem, entry)));
    }

    private Delivery after(RemoteProblem problem, OutboxEntry entry) {
        if (FINAL.contains(problem.code())) {
            meters.notRefundable();
            return Delivery.dead("the wallet can't refund it: " + problem.getMessage());
        }
        long seconds = Math.min(MAX_PAUSE_SECONDS, 2L * entry.attempts());
        return Delivery.retry(Duration.ofSeconds(seconds), problem.getMessage());
    }
}
