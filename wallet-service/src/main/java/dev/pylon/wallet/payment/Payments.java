package dev.pylon.wallet.payment;

import dev.pylon.lightning.Network;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.account.Requester;
import dev.pylon.wallet.backend.Capability;
import dev.pylon.wallet.backend.LightningBackend;
import dev.pylon.wallet.request.EntryNumber;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import dev.pylon.wallet.request.RequestKeys;
import java.time.Clock;
import java.time.Duration;
import org.springframework.dao.DataIntegrityViolationException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Pays invoices. A request with a known key is answered with what it made; an invoice that the same
 * account has paid, or is paying, with that payment; only then is anything new begun.
 */
public final class Payments {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Network network;
    private final LightningBackend backend;
    private final PaymentStore store;
    private final Standings standings;
    private final InternalPayments internal;
    private final Holds holds;
    private final RequestKeys keys;
    private final PaymentBell bell;
    private final PaymentSettings settings;
    private final PaymentMeters meters;
    private final Clock clock;

    Payments(
            Network network,
            LightningBackend backend,
            PaymentStore store,
            Standings standings,
            InternalPayments internal,
            Holds holds,
            RequestKeys keys,
            PaymentBell bell,
            PaymentSettings settings,
            PaymentMeters meters,
            Clock clock) {
        this.network = network;
        this.backend = backend;
        this.store = store;
        this.standings = standings;
        this.internal = internal;
        this.holds = holds;
        this.keys = keys;
        this.bell = bell;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Pays, or says how far an earlier attempt is. Fails with {@link Refused} if nothing was begun;
     * answers with an open payment if its outcome is not known in time.
     */
    public Mono<Payment> pay(
            Account payer, Requester requester, PayOrder order, KeyedRequest request) {
        return standing(order, request)
                .flatMap(standing ->
                        standing.isAnswered()
                                ? answer(payer, standing, request)
                                : begin(payer, requester, order, standing, request))
                .onErrorResume(
                        Payments::mayBeALostRace,
                        error -> answerOfWinner(payer, order, request, error))
                .doOnError(Refused.class, refused -> meters.countRefused(refused.refusal()))
                .flatMap(store::byEntry);
    }

    /** The account's newest attempt at this hash; empty if there was none. */
    public Mono<Payment> find(Account account, PaymentHash hash) {
        return store.latest(account, hash);
    }

    private Mono<Standing> standing(PayOrder order, KeyedRequest request) {
        return standings.of(request, order.invoice().paymentHash());
    }

    private Mono<EntryNumber> answer(Account payer, Standing standing, KeyedRequest request) {
        if (standing.repeat().isPresent()) {
            return Mono.just(standing.repeat().get());
        }
        Standing.Earlier earlier = standing.earlier().orElseThrow();
        return earlier.account().equals(payer.id())
                ? keys.attach(request, earlier.entry())
                : Mono.error(
                        new Refused(
                                Refusal.ALREADY_PAID,
                                "Another account has paid this invoice, or is paying it."));
    }

    private Mono<EntryNumber> begin(
            Account payer,
            Requester requester,
            PayOrder order,
            Standing standing,
            KeyedRequest request) {
        order.check(network, clock.instant());
        if (standing.own().isPresent()) {
            Standing.Own own = standing.own().get();
            return own.bolt11().equals(order.invoice().encoded())
                    ? internal.pay(payer, requester, order, own, request)
                    : Mono.error(
                            unpayable(
                                    "The invoice has the payment hash of one of this wallet's own, but is not it."));
        }
        if (!backend.capabilities().contains(Capability.PAY)) {
            return Mono.error(
                    unpayable(
                            "The "
                                    + backend.name()
                                    + " backend pays only invoices made by accounts of this wallet, and this is none."
                                    + " Connect a Lightning backend to pay others."));
        }
        Msat reserve = order.maxFee().orElseGet(() -> settings.feeLimit(order.amountToPay()));
        return holds.hold(payer, requester, order, reserve, request)
                .doOnNext(entry -> bell.ringDue())
                .flatMap(this::awaitOutcome);
    }

    /** Until it is final or unknown, or time is up; the payment goes on in either case. */
    private Mono<EntryNumber> awaitOutcome(EntryNumber entry) {
        return Flux.merge(
                        bell.changed(entry),
                        Flux.interval(LOOK).onBackpressureDrop().map(tick -> entry))
                .onBackpressureLatest()
                .concatMap(store::byEntry, 1)
                .filter(payment -> settledIn(payment.state()))
                .next()
                .map(Payment::entry)
                .timeout(settings.answerWithin(), Mono.just(entry));
    }

    private static boolean settledIn(PaymentState state) {
        return state.isFinal() || state == PaymentState.UNKNOWN;
    }

    /**
     * Somebody else's transaction may have come between the look and ours: then the answer is the
     * same as if it had been there from the start.
     */
    private Mono<EntryNumber> answerOfWinner(
            Account payer, PayOrder order, KeyedRequest request, Throwable error) {
        return standing(order, request)
                .filter(Standing::isAnswered)
                .flatMap(standing -> answer(payer, standing, request))
                .switchIfEmpty(Mono.error(error));
    }

    private static boolean mayBeALostRace(Throwable error) {
        return error instanceof DataIntegrityViolationException
                || error instanceof Refused refused
                        && (refused.refusal() == Refusal.ALREADY_PAID
                                || refused.refusal() == Refusal.INSUFFICIENT_FUNDS
                                || refused.refusal() == Refusal.OVER_BUDGET);
    }

    private static Refused unpayable(String detail) {
        return new Refused(Refusal.UNPAYABLE_HERE, detail);
    }
}
