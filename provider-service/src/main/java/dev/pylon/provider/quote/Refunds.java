package dev.pylon.provider.quote;

import dev.pylon.api.wallet.RefundInvoice;
import dev.pylon.api.wallet.WalletApi;
import dev.pylon.kit.client.RemoteProblem;
import dev.pylon.kit.outbox.Delivery;
import dev.pylon.kit.outbox.Outbox;
import dev.pylon.kit.outbox.OutboxEntry;
import dev.pylon.kit.outbox.OutboxHandler;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.job.JobRow;
import dev.pylon.provider.job.JobStore;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Gives back what was paid for work that was not delivered, where the wallet can; where it can't,
 * the job stays paid and undelivered, which is a figure on the dashboard.
 */
@Component
public class Refunds implements OutboxHandler {
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    private final WalletApi wallet;
    private final Outbox outbox;
    private final JobStore jobs;

    Refunds(WalletApi wallet, Outbox outbox, JobStore jobs) {
        this.wallet = wallet;
        this.outbox = outbox;
        this.jobs = jobs;
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
        return wallet.refund(parts[0], "refund-" + entry.key(), new RefundInvoice(parts[1]))
                .flatMap(invoice ->
                        jobs.refunded(
                                entry.key(),
                                invoice.refundedMsat() == null
                                        ? Msat.ZERO
                                        : invoice.refundedMsat()))
                .thenReturn(Delivery.done())
                .onErrorResume(
                        RemoteProblem.class,
                        problem ->
                                Mono.just(
                                        problem.status() >= CLIENT_ERROR
                                                        && problem.status() < SERVER_ERROR
                                                        && problem.status() != 409
                                                ? Delivery.dead(
                                                        "the wallet can't refund it: "
                                                                + problem.getMessage())
                                                : Delivery.retry(
                                                        Duration.ofSeconds(2),
                                                        problem.getMessage())));
    }
}
