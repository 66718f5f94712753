package dev.pylon.buyer.desk;

import dev.pylon.buyer.course.Course;
import dev.pylon.buyer.course.Happening;
import dev.pylon.buyer.course.Known;
import dev.pylon.buyer.course.Refusal;
import dev.pylon.buyer.course.Rules;
import dev.pylon.buyer.course.Step;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Terms;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Works on jobs: what happens to one is taken in one after the other, what gathers meanwhile in one
 * step, each step in one transaction. Other replicas may work on the same job; a step that was
 * computed from an outdated state is not stored but computed again.
 */
public final class Desk {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final int MAX_CONFLICTS = 10;
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_TRIES = 40;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(2);

    private final JobStore store;
    private final Evidence evidence;
    private final Sellers sellers;
    private final TransactionalOperator transaction;
    private final Rules rules;
    private final InstantSource clock;
    private final List<StepListener> listeners = new CopyOnWriteArrayList<>();
    private final RecentJobs recent = new RecentJobs();
    private final Map<EventId, Mailbox> mailboxes = new HashMap<>();

    public Desk(
            JobStore store,
            Evidence evidence,
            Sellers sellers,
            TransactionalOperator transaction,
            Rules rules,
            InstantSource clock) {
        this.store = store;
        this.evidence = evidence;
        this.sellers = sellers;
        this.transaction = transaction;
        this.rules = rules;
        this.clock = clock;
    }

    public void listen(StepListener listener) {
        listeners.add(listener);
    }

    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Puts a new job on record, and that it is to be published. Fails with {@link
     * org.springframework.dao.DuplicateKeyException} if the submission has been made before.
     */
    public Mono<Step> submit(Job job, Submission submission) {
        return Mono.defer(() -> {
            Step step = Course.submit(job, rules, job.terms().submittedAt());
            return transaction
                    .transactional(onCommit(step).then(store.insert(step, submission)))
                    .thenReturn(step);
        });
    }

    /**
     * Lets something happen to a job, and answers with the step that took it in, once that is
     * durable. Empty if there is no such job. Happens whether or not anybody subscribes.
     */
    public Mono<Step> tell(EventId job, Happening happening) {
        return post(job, happening, false).map(Mailbox.Answer::step);
    }

    /** What a person wants is judged by what is on record, not by what this process remembers. */
    public Mono<Wish> ask(EventId job, Happening happening) {
        return post(job, happening, true)
                .map(answer ->
                        new Wish(answer.step(), answer.step().refusals().get(answer.index())));
    }

    /**
     * What became of a person's wish.
     *
     * @param refusal null if it was fulfilled
     */
    public record Wish(Step step, @Nullable Refusal refusal) {}

    /** The job as this process last saw it, or as it is on record. Empty if there is none. */
    public Mono<Job> look(EventId id) {
        return Mono.defer(() -> {
            Job known = recent.get(id);
            return known != null ? Mono.just(known) : store.load(id).doOnNext(recent::put);
        });
    }

    private Mono<Mailbox.Answer> post(EventId job, Happening happening, boolean fresh) {
        Sinks.One<Mailbox.Answer> answer = Sinks.one();
        boolean idle;
        synchronized (mailboxes) {
            Mailbox mailbox = mailboxes.get(job);
            idle = mailbox == null;
            if (mailbox == null) {
                mailbox = new Mailbox();
                mailboxes.put(job, mailbox);
            }
            if (mailbox.size() >= MAX_WAITING) {
                return Mono.error(
                        new IllegalStateException("too much happens to job " + job + " at once"));
            }
            mailbox.put(new Mailbox.Letter(happening, fresh, answer));
        }
        if (idle) {
            work(job);
        }
        return answer.asMono();
    }

    private void work(EventId job) {
        List<Mailbox.Letter> batch;
        synchronized (mailboxes) {
            Mailbox mailbox = mailboxes.get(job);
            batch = mailbox == null ? List.of() : mailbox.take();
            if (batch.isEmpty()) {
                mailboxes.remove(job);
                return;
            }
        }
        takeIn(job, batch)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .subscribe(
                        found -> {
                            if (found.isPresent()) {
                                answer(job, batch, found.get());
                            } else {
                                batch.forEach(letter -> letter.answer().tryEmitEmpty());
                            }
                            work(job);
                        },
                        failure -> fail(job, batch, failure));
    }

    private void answer(EventId job, List<Mailbox.Letter> batch, Step step) {
        synchronized (mailboxes) {
            Mailbox mailbox = mailboxes.get(job);
            if (mailbox != null) {
                mailbox.putBack(batch.subList(step.taken(), batch.size()));
            }
        }
        for (int i = 0; i < step.taken(); i++) {
            batch.get(i).answer().tryEmitValue(new Mailbox.Answer(step, i));
        }
    }

    private void fail(EventId job, List<Mailbox.Letter> batch, Throwable failure) {
        recent.forget(job);
        LOG.atWarn()
                .addKeyValue("job", job.hex())
                .addKeyValue("error", failure.toString())
                .log("a step could not be stored");
        batch.forEach(letter -> letter.answer().tryEmitError(failure));
        work(job);
    }

    private Mono<Step> takeIn(EventId id, List<Mailbox.Letter> batch) {
        List<Happening> happenings = batch.stream().map(Mailbox.Letter::happening).toList();
        if (batch.stream().anyMatch(Mailbox.Letter::fresh)) {
            recent.forget(id);
        }
        return Mono.defer(() -> look(id))
                .flatMap(job ->
                        known(job, happenings)
                                .flatMap(known -> store(job, happenings, known, Set.of())))
                .retryWhen(
                        Retry.fixedDelay(MAX_CONFLICTS, PAUSE)
                                .filter(JobStore.Outdated.class::isInstance)
                                .doBeforeRetry(signal -> recent.forget(id)))
                .retryWhen(
                        Retry.backoff(MAX_TRIES, PAUSE)
                                .maxBackoff(MAX_PAUSE)
                                .filter(Desk::isOutage)
                                .doBeforeRetry(signal -> recent.forget(id)));
    }

    private Mono<Known> known(Job job, List<Happening> happenings) {
        Terms terms = job.terms();
        Set<PublicKey> expected =
                terms.targets().isEmpty() && job.selected() == null
                        ? sellers.alive(terms.kind(), terms.model())
                        : Set.of();
        return evidence.forChoice(job, happenings, now())
                .map(experience -> new Known(experience, expected));
    }

    /** What comes from a relay comes once, so it is held on to while the database is away. */
    private static boolean isOutage(Throwable failure) {
        return failure instanceof TransactionException
                || (failure instanceof DataAccessException
                        && !(failure instanceof DataIntegrityViolationException));
    }

    private Mono<Step> store(
            Job job, List<Happening> happenings, Known known, Set<PaymentHash> usedInvoices) {
        Step step = Course.run(job, happenings, rules, now(), known, usedInvoices);
        if (!step.isChange()) {
            return Mono.just(step);
        }
        return transaction
                .transactional(onCommit(step).then(store.save(step)).thenReturn(step))
                .onErrorResume(
                        failure -> JobStore.isInvoiceUsedBefore(failure) && usedInvoices.isEmpty(),
                        used -> store(job, happenings, known, attempted(step)));
    }

    /** The invoice that the step would have paid. */
    private static Set<PaymentHash> attempted(Step step) {
        return step.after()
                .money()
                .lastAttempt()
                .map(attempt -> Set.of(attempt.hash()))
                .orElse(Set.of());
    }

    /**
     * Everybody here knows of a step before the outbox delivers what it has asked for: this is the
     * first to be told of the commit.
     */
    private Mono<Void> onCommit(Step step) {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .doOnNext(current ->
                        current.registerSynchronization(
                                new TransactionSynchronization() {
                                    @Override
                                    public Mono<Void> afterCommit() {
                                        return Mono.fromRunnable(() -> committed(step));
                                    }
                                }))
                .then();
    }

    private void committed(Step step) {
        recent.put(step.after());
        for (StepListener listener : listeners) {
            try {
                listener.committed(step);
            } catch (RuntimeException bug) {
                LOG.atError().setCause(bug).log("a listener failed");
            }
        }
    }
}
