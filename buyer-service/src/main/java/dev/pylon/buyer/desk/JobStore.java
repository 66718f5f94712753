package dev.pylon.buyer.desk;

import dev.pylon.buyer.course.Effect;
import dev.pylon.buyer.course.PaymentNote;
import dev.pylon.buyer.course.ReplyRecord;
import dev.pylon.buyer.course.Step;
import dev.pylon.buyer.course.Trial;
import dev.pylon.buyer.job.Attempt;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.job.RelayAnswer;
import dev.pylon.kit.outbox.Outbox;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Signer;
import dev.pylon.nostr.market.JobCancellations;
import dev.pylon.relayclient.RelayUrl;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of jobs. Writing is part of the caller's transaction. */
public final class JobStore {
    private final DatabaseClient database;
    private final Outbox outbox;
    private final Signer identity;
    private final Receipts receipts;
    private final JobReader reader;
    private final EventRows events;
    private final JobRows rows;
    private final TrialRows trials;

    /** Another replica changed the job in the meantime. */
    static final class Outdated extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Outdated() {
            super("the job has changed meanwhile", null, false, false);
        }
    }

    public JobStore(DatabaseClient database, Outbox outbox, Signer identity) {
        this.database = database;
        this.outbox = outbox;
        this.identity = identity;
        this.receipts = new Receipts(identity);
        this.reader = new JobReader(database);
        this.events = new EventRows(database);
        this.rows = new JobRows(database);
        this.trials = new TrialRows(database);
    }

    /** Whether writing failed because an invoice was paid, or is being paid, for another job. */
    static boolean isInvoiceUsedBefore(Throwable failure) {
        return failure instanceof DataIntegrityViolationException
                && String.valueOf(failure.getMessage()).contains("payment_invoice");
    }

    public Mono<Job> load(EventId id) {
        return reader.read(id);
    }

    /** A new job, and that it is to be published. */
    Mono<Void> insert(Step step, Submission submission) {
        Job job = step.after();
        String id = job.id().hex();
        List<Mono<Void>> writes = new ArrayList<>();
        writes.add(rows.insert(job, submission));
        writes.add(relays(id, job.relays()));
        if (job.selected() != null) {
            writes.add(select(id, job.selected(), job.terms().submittedAt()));
        }
        writes.add(events.insert(id, step.events()));
        writes.add(trials.save(Map.of(), job, job.terms().submittedAt()));
        writes.add(outbox.add(Topics.PUBLISH, id, ""));
        return pipelined(writes);
    }

    /** Fails as {@link Outdated} if the job is no longer at the version the step began with. */
    Mono<Void> save(Step step) {
        String id = step.after().id().hex();
        Instant now = step.at();
        List<Mono<Void>> writes = new ArrayList<>();
        writes.add(
                rows.update(step)
                        .flatMap(updated ->
                                updated ? Mono.empty() : Mono.<Void>error(new Outdated())));
        if (!step.events().isEmpty()) {
            writes.add(events.insert(id, step.events()));
        }
        step.replies().forEach(reply -> writes.add(reply(id, reply)));
        changed(step.before().quotes(), step.after().quotes())
                .forEach((provider, quote) -> writes.add(quote(id, quote)));
        step.selections()
                .forEach(selection ->
                        writes.add(
                                selection.endedBecause() == null
                                        ? select(id, selection.provider(), now)
                                        : unselect(id, selection.endedBecause().toString(), now)));
        step.payments().forEach(note -> writes.add(payment(id, note, now)));
        writes.add(trials.save(Trial.of(step.before()), step.after(), now));
        Map<RelayUrl, RelayAnswer> relays = changed(step.before().relays(), step.after().relays());
        if (!relays.isEmpty()) {
            writes.add(relays(id, relays));
        }
        if (step.result() != null) {
            writes.add(result(id, step.result(), now));
        }
        if (isBought(step.after()) && !isBought(step.before())) {
            writes.add(receipt(step.after()));
        }
        step.effects().forEach(effect -> writes.add(effect(step.after(), effect)));
        return pipelined(writes);
    }

    /** Sends them in this order without waiting for each one's answer. The first failure counts. */
    private static Mono<Void> pipelined(List<Mono<Void>> writes) {
        return Flux.merge(Flux.fromIterable(writes), writes.size()).then();
    }

    private static <K, V> Map<K, V> changed(Map<K, V> before, Map<K, V> after) {
        Map<K, V> changed = new LinkedHashMap<>(after);
        changed.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
        return changed;
    }

    private static boolean isBought(Job job) {
        return job.money() instanceof Money.Settled;
    }

    private Mono<Void> relays(String job, Map<RelayUrl, RelayAnswer> answers) {
        return Flux.fromIterable(answers.entrySet())
                .concatMap(entry ->
                        Sql.bind(
                                        database.sql(
                                                        """
                                                        insert into relay_outcome (job_id, relay, outcome, words)
                                                        values (:job, :relay, :outcome, :words)
                                                        on conflict (job_id, relay) do update
                                                            set outcome = excluded.outcome, words = excluded.words
                                                        """)
                                                .bind("job", job)
                                                .bind("relay", entry.getKey().value())
                                                .bind(
                                                        "outcome",
                                                        Words.of(entry.getValue().outcome())),
                                        "words",
                                        entry.getValue().words())
                                .then())
                .then();
    }

    private Mono<Void> select(String job, PublicKey provider, Instant now) {
        return database.sql(
                        """
                        insert into selection (job_id, round, provider, at)
                        select :job, coalesce(max(round), 0) + 1, :provider, :at from selection where job_id = :job
                        """)
                .bind("job", job)
                .bind("provider", provider.hex())
                .bind("at", now)
                .then();
    }

    private Mono<Void> unselect(String job, String why, Instant now) {
        return Sql.bind(
                        database.sql(
                                        """
                                        update selection set ended_at = :at, why = :why
                                        where job_id = :job and ended_at is null
                                        """)
                                .bind("job", job)
                                .bind("at", now),
                        "why",
                        why)
                .then();
    }

    private Mono<Void> quote(String job, Quote quote) {
        var sql =
                database.sql(
                                """
                                insert into quote (job_id, provider, event_id, amount_msat, bolt11, payment_hash,
                                                   expires_at, problem, at)
                                values (:job, :provider, :event, :amount, :bolt11, :hash, :expires, :problem, :at)
                                on conflict (job_id, provider) do update
                                    set event_id = excluded.event_id, amount_msat = excluded.amount_msat,
                                        bolt11 = excluded.bolt11, payment_hash = excluded.payment_hash,
                                        expires_at = excluded.expires_at, problem = excluded.problem, at = excluded.at
                                """)
                        .bind("job", job)
                        .bind("provider", quote.provider().hex())
                        .bind("event", quote.event().hex())
                        .bind("at", quote.at());
        sql = Sql.bind(sql, "amount", quote.amount());
        sql = Sql.bind(sql, "bolt11", quote.bolt11());
        sql = Sql.bind(sql, "hash", quote.hash() == null ? null : quote.hash().hex());
        sql = Sql.bind(sql, "expires", quote.expiresAt());
        sql = Sql.bind(sql, "problem", quote.problem() == null ? null : quote.problem().toString());
        return sql.then();
    }

    private Mono<Void> payment(String job, PaymentNote note, Instant now) {
        return note.state() == PaymentNote.State.ASKED
                ? asked(job, note.attempt(), now)
                : known(job, note, now);
    }

    private Mono<Void> asked(String job, Attempt attempt, Instant now) {
        return database.sql(
                        """
                        insert into payment (job_id, attempt, provider, payment_hash, bolt11, amount_msat, state, asked_at)
                        values (:job, :attempt, :provider, :hash, :bolt11, :amount, 'asked', :at)
                        """)
                .bind("job", job)
                .bind("attempt", attempt.number())
                .bind("provider", attempt.provider().hex())
                .bind("hash", attempt.hash().hex())
                .bind("bolt11", attempt.bolt11())
                .bind("amount", attempt.amount().value())
                .bind("at", now)
                .then();
    }

    private Mono<Void> known(String job, PaymentNote note, Instant now) {
        boolean certain = note.state() != PaymentNote.State.UNKNOWN;
        var sql =
                database.sql(
                                """
                                update payment set state = :state, why = :why, known_at = :at,
                                    preimage = coalesce(:preimage, preimage), fee_msat = coalesce(:fee, fee_msat)
                                where job_id = :job and attempt = :attempt
                                """)
                        .bind("job", job)
                        .bind("attempt", note.attempt().number())
                        .bind("state", Words.of(note.state()));
        sql = Sql.bind(sql, "at", certain ? now : null);
        sql = Sql.bind(sql, "why", note.why());
        sql = Sql.bind(sql, "preimage", note.preimage() == null ? null : note.preimage().hex());
        sql = Sql.bind(sql, "fee", note.fee());
        return sql.then();
    }

    private Mono<Void> reply(String job, ReplyRecord reply) {
        var event = reply.source().event();
        var sql =
                database.sql(
                                """
                                insert into reply (event_id, job_id, kind, provider, status, body, rejection, held, at)
                                values (:event, :job, :kind, :provider, :status, :body, :rejection, :held, :at)
                                on conflict (event_id) do update
                                    set status = excluded.status, rejection = excluded.rejection, held = null
                                """)
                        .bind("event", event.id().hex())
                        .bind("job", job)
                        .bind("kind", event.kind())
                        .bind("provider", event.pubkey().hex())
                        .bind("at", reply.source().at());
        sql = Sql.bind(sql, "status", reply.status());
        sql = Sql.bind(sql, "body", reply.text());
        sql = Sql.bind(sql, "rejection", text(reply.rejection()));
        sql = Sql.bind(sql, "held", reply.keep() ? event.toJson() : null);
        return sql.then();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private Mono<Void> result(String job, Step.Delivery result, Instant now) {
        var sql =
                database.sql(
                                """
                                insert into result (job_id, event_id, event, content, at)
                                values (:job, :event, :json, :content, :at)
                                """)
                        .bind("job", job)
                        .bind("event", result.event().id().hex())
                        .bind("at", now);
        sql = Sql.bind(sql, "json", result.event().toJson());
        sql = Sql.bind(sql, "content", result.content());
        return sql.then();
    }

    private Mono<Void> receipt(Job job) {
        return database.sql("insert into receipt (job_id, event) values (:job, :event)")
                .bind("job", job.id().hex())
                .bind("event", receipts.of(job).toJson())
                .then();
    }

    private Mono<Void> effect(Job job, Effect effect) {
        String id = job.id().hex();
        return switch (effect) {
            case Effect.Pay pay ->
                    outbox.add(Topics.PAY, id, Integer.toString(pay.attempt().number()));
            case Effect.SeekRefund seek ->
                    outbox.add(Topics.REFUND, id, Integer.toString(seek.attempt().number()));
            case Effect.Retract _ ->
                    outbox.add(
                            Topics.RETRACT,
                            id,
                            JobCancellations.template(job.id(), job.terms().kind())
                                    .sign(identity)
                                    .toJson());
            case Effect.LookAgain _, Effect.JudgeAgain _ -> Mono.empty();
        };
    }

    /** Lets a held result of that provider go, if there is one: its event. */
    public Mono<String> held(EventId job, PublicKey provider) {
        return database.sql(
                        "select held from reply where job_id = :job and provider = :provider and held is not null")
                .bind("job", job.hex())
                .bind("provider", provider.hex())
                .map(row -> Sql.get(row, "held", String.class))
                .first();
    }
}
