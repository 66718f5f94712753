package dev.pylon.buyer.reply;

import dev.pylon.buyer.course.Effect;
import dev.pylon.buyer.course.Happening;
import dev.pylon.buyer.course.Reply;
import dev.pylon.buyer.course.Step;
import dev.pylon.buyer.desk.Desk;
import dev.pylon.buyer.desk.JobStore;
import dev.pylon.buyer.desk.Resumable;
import dev.pylon.buyer.desk.StepListener;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.job.Work;
import dev.pylon.buyer.pay.FundsCheck;
import dev.pylon.buyer.settings.BuyerSettings;
import dev.pylon.buyer.watch.Watch;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.market.ReplyCheck;
import dev.pylon.primitives.Hex;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Brings each reply to the job it is about. */
@Component
class Intake implements StepListener, Resumable {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Desk desk;
    private final JobStore store;
    private final ReplyReader reader;
    private final FundsCheck funds;
    private final Watch watch;
    private final int maxReplyBytes;
    private final Counter foreign;

    Intake(
            Desk desk,
            JobStore store,
            ReplyReader reader,
            FundsCheck funds,
            Watch watch,
            BuyerSettings settings,
            MeterRegistry meters) {
        this.desk = desk;
        this.store = store;
        this.reader = reader;
        this.funds = funds;
        this.watch = watch;
        this.maxReplyBytes = Math.toIntExact(settings.maxReply().toBytes());
        this.foreign =
                Counter.builder("buyer.replies.foreign")
                        .description("addressed to us, about no job of ours")
                        .register(meters);
        desk.listen(this);
    }

    /** The job that an event says it is about. */
    static Optional<EventId> jobOf(Event event) {
        return event.tags()
                .values("e")
                .filter(id -> Hex.isLowerCase(id, 32))
                .findFirst()
                .map(EventId::fromHex);
    }

    /** Never fails: what cannot be brought to its job now is logged. */
    Mono<Void> take(Event event) {
        Optional<EventId> id = jobOf(event);
        if (id.isEmpty()) {
            foreign.increment();
            return Mono.empty();
        }
        return desk.look(id.get())
                .switchIfEmpty(Mono.fromRunnable(foreign::increment))
                .flatMap(job -> take(event, job))
                .onErrorResume(failure -> {
                    LOG.atError()
                            .addKeyValue("event", event.id().hex())
                            .addKeyValue("error", failure.toString())
                            .log("a reply could not be taken in");
                    return Mono.empty();
                })
                .then();
    }

    private Mono<Void> take(Event event, Job job) {
        if (job.seen().contains(event.id())) {
            return Mono.empty();
        }
        Reply reply = reader.read(event, job.terms(), desk.now());
        return switch (reply) {
            case Reply.Partial partial -> partial(partial, job);
            case Reply.Priced priced -> funded(priced, job).flatMap(known -> tell(known, job));
            case Reply.Working _,
                    Reply.Declined _,
                    Reply.Remark _,
                    Reply.Result _,
                    Reply.Unreadable _ ->
                    tell(reply, job);
        };
    }

    private Mono<Void> tell(Reply reply, Job job) {
        return desk.tell(job.id(), new Happening.Replied(reply, false)).then();
    }

    /** Looks into the purse before a quote that would be paid at once is accepted. */
    private Mono<Reply> funded(Reply.Priced reply, Job job) {
        Quote quote = reply.quote();
        if (!job.terms().autoPay() || quote.problem() != null || quote.amount() == null) {
            return Mono.just(reply);
        }
        return funds.shortage(job.terms().account(), quote.amount())
                .map(shortage ->
                        shortage.isEmpty()
                                ? reply
                                : new Reply.Priced(
                                        reply.source(), quote.withProblem(shortage.get())));
    }

    /**
     * Passes text on to those who watch; only that the work has begun, and when the first text
     * came, is kept.
     */
    private Mono<Void> partial(Reply.Partial reply, Job job) {
        PublicKey provider = reply.provider();
        boolean selected = provider.equals(job.selected());
        if (selected && job.work().isOpen() && isBelieved(reply, job, provider)) {
            watch.partial(job, provider, reply.seq(), reply.text(), reply.source().at());
        }
        boolean news =
                job.work().isOpen()
                        && (selected
                                ? job.times().firstText() == null
                                        || !(job.work() instanceof Work.Running)
                                : job.selected() == null && !job.quotes().containsKey(provider));
        return news ? tell(reply, job) : Mono.empty();
    }

    private boolean isBelieved(Reply.Partial reply, Job job, PublicKey provider) {
        return ReplyCheck.check(
                        job.terms().request(),
                        reply.source().event(),
                        Set.of(provider),
                        maxReplyBytes)
                instanceof ReplyCheck.Verdict.Believed;
    }

    @Override
    public void committed(Step step) {
        for (Effect effect : step.effects()) {
            if (effect instanceof Effect.JudgeAgain again) {
                judgeAgain(step.after(), again.provider())
                        .subscribe(
                                done -> {},
                                failure ->
                                        LOG.atWarn()
                                                .addKeyValue("job", step.after().id().hex())
                                                .addKeyValue("error", failure.toString())
                                                .log(
                                                        "a result that was set aside could not be read"));
            }
        }
    }

    @Override
    public Mono<Void> resume(Job job) {
        return job.work().isOpen()
                ? Mono.justOrEmpty(job.selected()).flatMap(provider -> judgeAgain(job, provider))
                : Mono.empty();
    }

    /** What came before its author was selected. */
    private Mono<Void> judgeAgain(Job job, PublicKey provider) {
        return store.held(job.id(), provider)
                .map(Event::fromJson)
                .flatMap(event ->
                        desk.tell(
                                job.id(),
                                new Happening.Replied(
                                        reader.read(event, job.terms(), desk.now()), true)))
                .then();
    }
}
