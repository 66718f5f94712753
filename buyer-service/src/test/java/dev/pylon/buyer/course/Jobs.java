package dev.pylon.buyer.course;

import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.buyer.job.Attempt;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Preference;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.ProviderLists;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.job.Terms;
import dev.pylon.lightning.Preimage;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import dev.pylon.relayclient.RelayUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One job in a test, and all that happens to it. */
final class Jobs {
    static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    static final RelayUrl RELAY = RelayUrl.of("wss://one.example");
    static final Rules RULES =
            new Rules(
                    SelectionPolicy.CHEAPEST,
                    Duration.ofMillis(150),
                    ProviderLists.NONE,
                    20,
                    1_000);
    private static final SecretKey BUYER = SecretKey.generate();

    private final Map<Attempt, Preimage> preimages = new LinkedHashMap<>();
    private final Map<String, Preimage> byBolt11 = new LinkedHashMap<>();
    private final Rules rules;
    private Instant now = START;
    private Known known = Known.NOTHING;
    Job job;
    Step last;
    final List<Effect> effects = new ArrayList<>();
    final List<String> told = new ArrayList<>();

    private Jobs(Terms terms, Rules rules) {
        this.rules = rules;
        this.last = Course.submit(Job.submitted(terms), rules, START);
        this.job = last.after();
    }

    /** With a bid of 50,000 msat, paid by itself. */
    static Jobs auto(SecretKey... targets) {
        return of(Msat.of(50_000), true, targets);
    }

    static Jobs of(@Nullable Msat bid, boolean autoPay, SecretKey... targets) {
        return of(RULES, bid, autoPay, targets);
    }

    static Jobs of(Rules rules, @Nullable Msat bid, boolean autoPay, SecretKey... targets) {
        Event request =
                EventTemplate.of(Kinds.TEXT_GENERATION, Tags.of(Tag.of("i", "Why?", "text")), "")
                        .sign(BUYER);
        return new Jobs(
                new Terms(
                        request,
                        "alice",
                        "Why?",
                        null,
                        bid,
                        autoPay,
                        Stream.of(targets).map(SecretKey::publicKey).collect(Collectors.toSet()),
                        List.of(RELAY),
                        START,
                        Duration.ofSeconds(60),
                        Preference.NONE),
                rules);
    }

    Jobs later(Duration time) {
        now = now.plus(time);
        return this;
    }

    Instant now() {
        return now;
    }

    /** These announce the kind of work and are alive. */
    Jobs sellers(PublicKey... alive) {
        known = new Known(Map.of(), Set.of(alive));
        return this;
    }

    Jobs happens(Happening... happenings) {
        List<Happening> waiting = new ArrayList<>(List.of(happenings));
        while (!waiting.isEmpty()) {
            Step step = Course.run(job, waiting, rules, now, known, Set.of());
            waiting = waiting.subList(step.taken(), waiting.size());
            last = step;
            job = step.after();
            effects.addAll(step.effects());
            step.events().forEach(event -> told.add(event.type().word()));
            step.effects()
                    .forEach(effect -> {
                        if (effect instanceof Effect.Pay pay) {
                            preimages.put(
                                    pay.attempt(),
                                    Objects.requireNonNull(byBolt11.get(pay.attempt().bolt11())));
                        }
                    });
        }
        return this;
    }

    Jobs hears(Reply reply) {
        return happens(new Happening.Replied(reply, false));
    }

    Event feedback(SecretKey provider, String status) {
        return EventTemplate.of(
                        Kinds.JOB_FEEDBACK,
                        Tags.of(
                                Tag.of("status", status),
                                Tag.of("e", job.id().hex()),
                                Tag.of("salt", Preimage.random().hex())),
                        "")
                .sign(provider);
    }

    Reply.Source source(Event event) {
        return new Reply.Source(event, job.id(), now);
    }

    Reply quote(SecretKey provider, long msat) {
        return quote(provider, msat, null);
    }

    Reply quote(SecretKey provider, long msat, @Nullable Problem problem) {
        Event event = feedback(provider, "payment-required");
        Preimage preimage = Preimage.random();
        String bolt11 = "lnbcrt" + preimage.hash().hex();
        byBolt11.put(bolt11, preimage);
        return new Reply.Priced(
                source(event),
                new Quote(
                        provider.publicKey(),
                        event.id(),
                        Msat.of(msat),
                        bolt11,
                        preimage.hash(),
                        now.plusSeconds(600),
                        problem,
                        now));
    }

    Reply working(SecretKey provider) {
        return new Reply.Working(source(feedback(provider, "processing")), null);
    }

    Reply declined(SecretKey provider, String code) {
        return new Reply.Declined(source(feedback(provider, "error")), new Problem(code, "no"));
    }

    Reply.Result result(SecretKey provider, String text) {
        return result(provider, Kinds.TEXT_GENERATION_RESULT, text, job.terms().request().toJson());
    }

    Reply.Result result(SecretKey provider, int kind, String text, String request) {
        Event event =
                EventTemplate.of(
                                kind,
                                Tags.of(
                                        Tag.of("request", request),
                                        Tag.of("e", job.id().hex()),
                                        Tag.of("salt", Preimage.random().hex())),
                                text)
                        .sign(provider);
        return new Reply.Result(source(event), text, null);
    }

    /** What the wallet was last asked to pay. */
    Attempt asked() {
        return effects.stream()
                .filter(Effect.Pay.class::isInstance)
                .map(effect -> ((Effect.Pay) effect).attempt())
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("the wallet was not asked"));
    }

    long timesAsked() {
        return effects.stream().filter(Effect.Pay.class::isInstance).count();
    }

    Jobs wallet(PaymentOutcome outcome) {
        return happens(new Happening.WalletAnswered(asked(), outcome));
    }

    Jobs paid() {
        return happens(settlement());
    }

    /** The wallet's word that what it was last asked to pay is paid. */
    Happening settlement() {
        Preimage preimage = Objects.requireNonNull(preimages.get(asked()));
        return new Happening.WalletAnswered(
                asked(), new PaymentOutcome.Settled(preimage, Msat.of(7)));
    }

    Set<String> rejections() {
        return last.replies().stream()
                .filter(reply -> reply.rejection() != null)
                .map(reply -> Objects.requireNonNull(reply.rejection()).code())
                .collect(Collectors.toSet());
    }
}
