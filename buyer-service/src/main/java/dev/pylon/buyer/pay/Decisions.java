package dev.pylon.buyer.pay;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.buyer.course.Happening;
import dev.pylon.buyer.course.Refusal;
import dev.pylon.buyer.desk.Desk;
import dev.pylon.buyer.job.Funds;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.watch.Watch;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.nostr.event.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What people decide: to pay a quote, to take a job back. */
@Component
public class Decisions {
    /** How long a caller waits for the wallet's word before being told that it is awaited. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final Set<JobEventType> WORDS =
            Set.of(JobEventType.PAID, JobEventType.PAYMENT_FAILED, JobEventType.PAYMENT_UNKNOWN);

    private final Desk desk;
    private final Wallets wallets;
    private final FundsCheck funds;
    private final Watch watch;

    Decisions(Desk desk, Wallets wallets, FundsCheck funds, Watch watch) {
        this.desk = desk;
        this.wallets = wallets;
        this.funds = funds;
        this.watch = watch;
    }

    /**
     * Pays; completes with the wallet's word, or when it is slow. Fails with the market's reason if
     * there is nothing that may be paid. Asking again for what is paid already changes nothing.
     *
     * @param provider null if there is just one that can be
     */
    public Mono<Void> pay(Job job, @Nullable PublicKey provider) {
        if (!wallets.has(job.terms().account())) {
            return Mono.error(
                    ProblemException.conflict(
                            "no-wallet",
                            "The account '"
                                    + job.terms().account()
                                    + "' has no wallet here: have pylon.buyer.wallets configured"
                                    + " for it."));
        }
        return shortage(job, provider)
                .flatMap(shortage ->
                        desk.ask(job.id(), new Happening.PayAsked(provider, shortage.orElse(null))))
                .flatMap(wish ->
                        wish.refusal() == null || pays(wish.step().after(), provider)
                                ? word(wish.step().after())
                                : Mono.error(problem(wish.refusal())));
    }

    private Mono<Optional<Problem>> shortage(Job job, @Nullable PublicKey provider) {
        List<Quote> payable =
                job.quotes().values().stream()
                        .filter(quote -> provider == null || quote.provider().equals(provider))
                        .filter(quote -> quote.mayBePaid(desk.now()))
                        .toList();
        if (payable.size() != 1 || payable.getFirst().amount() == null) {
            return Mono.just(Optional.empty());
        }
        return funds.shortage(job.terms().account(), payable.getFirst().amount());
    }

    /** Asked for again, or twice at once: it is paid or being paid already, and only once. */
    private static boolean pays(Job job, @Nullable PublicKey provider) {
        return job.money().isCommitted()
                && job.money()
                        .lastAttempt()
                        .filter(attempt -> provider == null || attempt.provider().equals(provider))
                        .isPresent();
    }

    private Mono<Void> word(Job paying) {
        if (!paying.money().isMoving()) {
            return Mono.empty();
        }
        return watch.of(paying, paying.lastSeq(), true)
                .filter(event -> WORDS.contains(event.type()))
                .next()
                .timeout(PATIENCE, Mono.empty())
                .then();
    }

    /** Takes a job back, as long as it is not paid for. */
    public Mono<Void> cancel(Job job) {
        return desk.ask(job.id(), new Happening.CancelAsked())
                .flatMap(wish ->
                        wish.refusal() == null
                                ? Mono.<Void>empty()
                                : Mono.error(problem(wish.refusal())));
    }

    private static ProblemException problem(Refusal refusal) {
        Problem problem = refusal.problem();
        HttpStatus status =
                problem.code().equals(Funds.OVER_BUDGET)
                        ? HttpStatus.FORBIDDEN
                        : HttpStatus.CONFLICT;
        return ProblemException.of(status, problem.code(), sentence(problem.sentence()));
    }

    private static String sentence(String text) {
        return text.isEmpty()
                ? ""
                : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
