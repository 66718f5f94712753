package dev.pylon.buyer.pay;

import dev.pylon.api.wallet.EntryDirection;
import dev.pylon.api.wallet.EntryKind;
import dev.pylon.api.wallet.EntryStatus;
import dev.pylon.api.wallet.HistoryEntry;
import dev.pylon.buyer.course.Happening;
import dev.pylon.buyer.desk.Desk;
import dev.pylon.buyer.desk.Topics;
import dev.pylon.buyer.job.Attempt;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Work;
import dev.pylon.buyer.settings.BuyerSettings;
import dev.pylon.kit.outbox.Delivery;
import dev.pylon.kit.outbox.OutboxEntry;
import dev.pylon.kit.outbox.OutboxHandler;
import dev.pylon.nostr.event.EventId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Looks in the wallet's history whether a payment has come back: a moment closely, then ever more
 * seldom. NIP-90 has no message for it.
 */
@Component
class RefundWatch implements OutboxHandler {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(10);
    private static final int PAGE = 100;
    private static final int MAX_PAGES = 20;

    private final Desk desk;
    private final Wallets wallets;
    private final BuyerSettings settings;

    RefundWatch(Desk desk, Wallets wallets, BuyerSettings settings) {
        this.desk = desk;
        this.wallets = wallets;
        this.settings = settings;
    }

    @Override
    public String topic() {
        return Topics.REFUND;
    }

    @Override
    public Mono<Delivery> handle(OutboxEntry entry) {
        int number = Integer.parseInt(entry.payload());
        return desk.look(EventId.fromHex(entry.key()))
                .filter(job -> !(job.work() instanceof Work.Delivered))
                .flatMap(job ->
                        job.money() instanceof Money.Paid paid && paid.attempt().number() == number
                                ? look(job, paid.attempt(), entry)
                                : Mono.empty())
                .defaultIfEmpty(Delivery.done());
    }

    private Mono<Delivery> look(Job job, Attempt attempt, OutboxEntry entry) {
        return find(job, attempt, null, MAX_PAGES)
                .onErrorReturn(false)
                .flatMap(found ->
                        found
                                ? desk.tell(job.id(), new Happening.RefundSeen(attempt))
                                        .thenReturn(Delivery.done())
                                : notYet(job, entry));
    }

    private Mono<Delivery> notYet(Job job, OutboxEntry entry) {
        Instant patience = entry.createdAt().plus(settings.refundGrace());
        Mono<?> word =
                job.awaitingRefund() && !desk.now().isBefore(patience)
                        ? desk.tell(job.id(), new Happening.RefundNotSeen())
                        : Mono.empty();
        return word.thenReturn(
                Delivery.retry(pause(entry.attempts()), "the payment has not come back"));
    }

    private static Duration pause(int tries) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, 12));
        return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }

    private Mono<Boolean> find(Job job, Attempt attempt, @Nullable String cursor, int pages) {
        Instant since = job.terms().submittedAt();
        return Mono.justOrEmpty(wallets.of(job.terms().account()))
                .flatMap(wallet -> wallet.call(api -> api.history(cursor, PAGE)))
                .flatMap(page -> {
                    if (page.items().stream().anyMatch(line -> isRefund(line, attempt))) {
                        return Mono.just(true);
                    }
                    boolean older =
                            !page.items().isEmpty() && page.items().getLast().at().isBefore(since);
                    String next = page.nextCursor();
                    return next == null || older || pages <= 1
                            ? Mono.just(false)
                            : find(job, attempt, next, pages - 1);
                })
                .defaultIfEmpty(false);
    }

    private static boolean isRefund(HistoryEntry line, Attempt attempt) {
        return line.kind() == EntryKind.REFUND
                && line.direction() == EntryDirection.IN
                && line.status() == EntryStatus.DONE
                && attempt.hash().hex().equals(line.paymentHash());
    }
}
