package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.PublishOutcome;
import dev.pylon.api.buyer.RejectedReply;
import dev.pylon.api.buyer.RelayOutcome;
import dev.pylon.api.wallet.CreateInvoice;
import dev.pylon.cli.up.Service;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.junit.FreePorts;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Row 10 and what strangers, liars and broken relays do. */
class HostileIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static Market market;
    private static String[] relays;

    @BeforeAll
    static void open() {
        market = Market.open(HostileIT.class);
        market.launch(Service.RELAY);
        market.launchAnother("relay-two", Service.RELAY);
        market.launchAnother("relay-three", Service.RELAY);
        relays =
                new String[] {
                    market.process(Service.RELAY).webSocketUrl(),
                    market.process("relay-two").webSocketUrl(),
                    market.process("relay-three").webSocketUrl()
                };
        String[] all = {
            "--pylon.relays[0]=" + relays[0],
            "--pylon.relays[1]=" + relays[1],
            "--pylon.relays[2]=" + relays[2]
        };
        market.launch(Service.WALLET);
        market.launch(Service.BRIDGE);
        market.launch(Service.PROVIDER, all);
        market.launch(Service.BUYER, all);
        market.awaitAllReady();
        market.fund("buyer", Msat.ofSat(100_000));
    }

    @AfterAll
    static void close() {
        market.close();
    }

    @Test
    void row10_threeRelaysOneJobOneInvoiceAndAStrangersAnswerIsKeptApart() {
        try (ScriptedProvider stranger =
                ScriptedProvider.on(
                        Set.of(relays), request -> List.of(Replies.result(request, "No worky")))) {
            JobView job =
                    run(
                            Jobs.Order.of("Three relays")
                                    .on(relays)
                                    .targeting(market.providerHex()),
                            JobState.COMPLETED);

            assertThat(job.result()).isNotEqualTo("No worky").isNotBlank();
            assertThat(job.relays())
                    .hasSize(3)
                    .extracting(RelayOutcome::outcome)
                    .containsOnly(PublishOutcome.ACCEPTED);
            assertThat(job.quotes()).hasSize(1);
            JobView later =
                    Jobs.await(
                            market.buyer(),
                            job.id(),
                            "showing the stranger",
                            j -> !j.rejected().isEmpty());
            assertThat(later.rejected())
                    .allSatisfy(reply -> {
                        assertThat(reply.provider()).isEqualTo(stranger.hex());
                        assertThat(reply.reason()).startsWith("wrong-author");
                    });
            assertThat(invoicesFor(job)).isEqualTo(1);
        }
    }

    @Test
    void aRelayThatIsDownIsNamedAndAbortsNothing() {
        String nowhere = "ws://127.0.0.1:" + FreePorts.next();
        JobView job =
                run(
                        Jobs.Order.of("One is down")
                                .on(relays[0], nowhere)
                                .targeting(market.providerHex()),
                        JobState.COMPLETED);

        JobView settled =
                Jobs.await(
                        market.buyer(),
                        job.id(),
                        "told of the relay that is down",
                        j ->
                                j.relays().stream()
                                        .anyMatch(r ->
                                                r.relay().startsWith(nowhere)
                                                        && r.outcome() != PublishOutcome.ACCEPTED));
        assertThat(settled.state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void aTargetedProvidersResultForAnotherRequestIsNotBelieved() {
        SecretKey other = SecretKey.generate();
        try (ScriptedProvider liar =
                ScriptedProvider.on(
                        Set.of(relays),
                        request ->
                                List.of(
                                        Replies.resultNaming(
                                                request,
                                                EventTemplate.of(5050, Tags.of(), "another")
                                                        .sign(other),
                                                "not yours")))) {
            String id =
                    Jobs.submit(
                                    market.buyer(),
                                    Jobs.Order.of("Wrong result").targeting(liar.hex()).waiting(8))
                            .id();

            JobView job = Jobs.await(market.buyer(), id, "rejecting", j -> !j.rejected().isEmpty());

            assertThat(job.result()).isNull();
            assertThat(job.rejected())
                    .extracting(RejectedReply::reason)
                    .allMatch(reason -> reason.startsWith("wrong-request"));
            assertThat(Jobs.await(market.buyer(), id, JobState.TIMED_OUT).paidMsat()).isNull();
        }
    }

    @Test
    void anInvoiceAboveTheBidIsNeverPaid() {
        String dear = invoice(Msat.ofSat(60));
        expectTurnedDown(
                request -> List.of(Replies.quote(request, 60_000, dear)), "amount-over-bid");
    }

    @Test
    void anInvoiceThatAsksForMoreThanItsQuoteIsNeverPaid() {
        String more = invoice(Msat.ofSat(40));
        expectTurnedDown(
                request -> List.of(Replies.quote(request, 10_000, more)), "amount-mismatch");
    }

    @Test
    void anInvoiceOfAnotherNetworkOrNoneAtAllIsNeverPaid() {
        String mainnet =
                "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";
        expectTurnedDown(
                request -> List.of(Replies.quote(request, 21_000, mainnet)), "wrong-network");
        expectTurnedDown(
                request -> List.of(Replies.quote(request, 21_000, "lnbcrt1nonsense")),
                "bad-invoice");
    }

    /** Whoever quotes like this is shown with the reason, and the balance stays as it was. */
    private static void expectTurnedDown(
            java.util.function.Function<dev.pylon.nostr.event.Event, List<EventTemplate>> script,
            String reason) {
        Msat before = balance();
        try (ScriptedProvider greedy = ScriptedProvider.on(Set.of(relays), script)) {
            String id =
                    Jobs.submit(
                                    market.buyer(),
                                    Jobs.Order.of("Greed").targeting(greedy.hex()).waiting(5))
                            .id();

            JobView job =
                    Jobs.await(
                            market.buyer(),
                            id,
                            "turning it down for " + reason,
                            j ->
                                    j.quotes().stream()
                                                    .anyMatch(q ->
                                                            q.problem() != null
                                                                    && q.problem()
                                                                            .startsWith(reason))
                                            || j.rejected().stream()
                                                    .anyMatch(r -> r.reason().startsWith(reason)));

            assertThat(job.paidMsat()).isNull();
            Jobs.await(
                    market.buyer(),
                    id,
                    "over",
                    j -> j.deadline().isBefore(java.time.Instant.now()));
            assertThat(balance()).isEqualTo(before);
        }
    }

    private static JobView run(Jobs.Order order, JobState expected) {
        return Jobs.await(market.buyer(), Jobs.submit(market.buyer(), order).id(), expected);
    }

    private static String invoice(Msat amount) {
        return Objects.requireNonNull(
                        market.providerWallet()
                                .createInvoice(
                                        UUID.randomUUID().toString(),
                                        new CreateInvoice(amount, "greed", 600L))
                                .block(LIMIT))
                .bolt11();
    }

    private static Msat balance() {
        return Objects.requireNonNull(market.buyerWallet().account().block(LIMIT)).availableMsat();
    }

    /** Invoices whose payment hash one of the job's quotes or its payment names. */
    private static long invoicesFor(JobView job) {
        return job.quotes().stream().map(quote -> quote.bolt11()).distinct().count();
    }
}
