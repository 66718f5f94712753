package dev.pylon.buyer.scene;

import dev.pylon.lightning.Bolt11;
import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.InvoiceDraft;
import dev.pylon.lightning.Network;
import dev.pylon.lightning.Preimage;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.FeedbackStatus;
import dev.pylon.nostr.market.JobFeedbacks;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.nostr.market.JobResults;
import dev.pylon.primitives.Msat;
import dev.pylon.relayclient.testing.ScriptedRelay;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Somebody who answers jobs, honestly or not: every word is the test's. */
public final class ScriptedProvider {
    private final SecretKey key = SecretKey.generate();
    private final ScriptedWallet wallet;
    private final List<ScriptedRelay> relays;

    public ScriptedProvider(ScriptedWallet wallet, ScriptedRelay... relays) {
        this.wallet = wallet;
        this.relays = List.of(relays);
    }

    public String hex() {
        return key.publicKey().hex();
    }

    public SecretKey key() {
        return key;
    }

    /** Tells all its relays. */
    public Event say(Event event) {
        relays.forEach(relay -> relay.accept(event));
        return event;
    }

    public Invoice invoice(long msat) {
        return invoice(msat, Network.REGTEST, Instant.now(), Duration.ofHours(1));
    }

    public Invoice invoice(long msat, Network network, Instant at, Duration expiry) {
        Preimage preimage = Preimage.random();
        wallet.learn(preimage);
        return Bolt11.encode(
                InvoiceDraft.of(network, preimage.hash(), "a job")
                        .withAmount(Msat.of(msat))
                        .withTimes(at, expiry),
                key.toBytes());
    }

    /** Asks for what the invoice says. */
    public Invoice quote(Event request, long msat) {
        Invoice invoice = invoice(msat);
        say(quote(request, invoice, msat));
        return invoice;
    }

    /** Quotes, and delivers once that is paid. */
    public Invoice sell(Event request, long msat, String text) {
        Invoice invoice = invoice(msat);
        wallet.whenPaid(invoice, () -> deliver(request, text));
        say(quote(request, invoice, msat));
        return invoice;
    }

    /** Asks for one amount with an invoice of, perhaps, another. */
    public Event quote(Event request, Invoice invoice, long claimed) {
        return feedback(
                request,
                FeedbackStatus.PAYMENT_REQUIRED,
                Optional.empty(),
                Optional.of(Msat.of(claimed)),
                Optional.of(invoice.encoded()),
                "",
                OptionalLong.empty());
    }

    public Event processing(Event request) {
        return say(plain(request, FeedbackStatus.PROCESSING, ""));
    }

    public Event partial(Event request, long number, String text) {
        return say(
                feedback(
                        request,
                        FeedbackStatus.PARTIAL,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        text,
                        OptionalLong.of(number)));
    }

    public Event error(Event request, String why) {
        return say(
                feedback(
                        request,
                        FeedbackStatus.ERROR,
                        Optional.of(why),
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        OptionalLong.empty()));
    }

    public Event deliver(Event request, String text) {
        return say(result(request, text));
    }

    public Event result(Event request, String text) {
        return JobResults.template(read(request), text, Optional.empty(), Optional.empty(), key)
                .sign(key);
    }

    /** A result that is to be paid for. */
    public Invoice deliverFor(Event request, String text, long msat) {
        Invoice invoice = invoice(msat);
        say(
                JobResults.template(
                                read(request),
                                text,
                                Optional.of(Msat.of(msat)),
                                Optional.of(invoice.encoded()),
                                key)
                        .sign(key));
        return invoice;
    }

    private Event plain(Event request, FeedbackStatus status, String content) {
        return feedback(
                request,
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                content,
                OptionalLong.empty());
    }

    private Event feedback(
            Event request,
            FeedbackStatus status,
            Optional<String> info,
            Optional<Msat> amount,
            Optional<String> bolt11,
            String content,
            OptionalLong sequence) {
        return JobFeedbacks.template(
                        read(request), status, info, amount, bolt11, content, sequence, key)
                .sign(key);
    }

    private JobRequest read(Event request) {
        return JobRequests.read(request, Optional.of(key));
    }
}
