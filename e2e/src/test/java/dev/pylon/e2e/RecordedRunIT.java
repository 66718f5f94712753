package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.MoneyState;
import dev.pylon.api.buyer.PayJob;
import dev.pylon.api.buyer.PublishOutcome;
import dev.pylon.api.buyer.RelayOutcome;
import dev.pylon.api.provider.Earnings;
import dev.pylon.api.wallet.EntryDirection;
import dev.pylon.api.wallet.HistoryEntry;
import dev.pylon.cli.up.Service;
import dev.pylon.primitives.Msat;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows 5 to 9 and 11 to 14 of the recorded run: an ordinary market, with one relay. */
class RecordedRunIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static Market market;

    @BeforeAll
    static void open() {
        market = Market.openWithAll(RecordedRunIT.class);
    }

    @AfterAll
    static void close() {
        market.close();
    }

    @Test
    void row5_theProviderSaysWhoItIsAndARestartReplaysNothing() throws Exception {
        JobView job =
                Jobs.await(
                        market.buyer(),
                        submit(Jobs.Order.of("Before the restart").targeting(market.providerHex())),
                        JobState.COMPLETED);
        long invoices = providerInvoices();

        ServiceProcess provider = market.process(Service.PROVIDER);
        provider.kill();
        provider.restart();

        JobView next =
                Jobs.await(
                        market.buyer(),
                        submit(Jobs.Order.of("After the restart").targeting(market.providerHex())),
                        JobState.COMPLETED);
        assertThat(next.result()).isNotBlank();
        assertThat(providerInvoices()).isEqualTo(invoices + 1);
        assertThat(Jobs.await(market.buyer(), job.id(), JobState.COMPLETED).rejected()).isEmpty();
        assertThat(Files.readString(provider.log()))
                .contains("npub1")
                .contains("simulated")
                .doesNotContain("UNIQUE");
    }

    @Test
    void row6_aTargetedJobIsPaidAndAnswered() {
        Msat before = balance();

        JobView job =
                Jobs.await(
                        market.buyer(),
                        submit(
                                Jobs.Order.of("Why is the sky blue?")
                                        .targeting(market.providerHex())),
                        JobState.COMPLETED);

        assertThat(job.result()).isNotBlank();
        assertThat(job.money()).isEqualTo(MoneyState.SETTLED);
        assertThat(job.selectedProvider()).isEqualTo(market.providerHex());
        Msat paid = Objects.requireNonNull(job.paidMsat());
        assertThat(balance()).isEqualTo(before.minus(paid));
        assertThat(job.receipt()).isNotNull();
        assertThat(job.relays())
                .extracting(RelayOutcome::outcome)
                .containsExactly(PublishOutcome.ACCEPTED);
    }

    @Test
    void row7and8_withoutAutoPayTheInvoiceIsShownAndCanBePaidAfterTimeIsUp() {
        String id =
                submit(
                        Jobs.Order.of("Pay by hand")
                                .targeting(market.providerHex())
                                .paidByHand()
                                .waiting(8));
        JobView waiting = Jobs.await(market.buyer(), id, "quoted", job -> !job.quotes().isEmpty());
        assertThat(waiting.quotes().getFirst().bolt11()).startsWith("lnbcrt");

        JobView late =
                Jobs.await(
                        market.buyer(),
                        id,
                        "past its deadline",
                        job -> job.deadline().isBefore(java.time.Instant.now().minusSeconds(1)));
        assertThat(late.state()).isEqualTo(JobState.PAYMENT_REQUIRED);

        market.buyer().pay(id, new PayJob(null)).block(LIMIT);
        JobView done = Jobs.await(market.buyer(), id, JobState.COMPLETED);
        assertThat(done.result()).isNotBlank();
        assertThat(done.paidMsat()).isEqualTo(waiting.quotes().getFirst().amountMsat());
    }

    @Test
    void row8_everythingIsThereForANewProcess() {
        String id = submit(Jobs.Order.of("Kept in the database").targeting(market.providerHex()));
        JobView before = Jobs.await(market.buyer(), id, JobState.COMPLETED);

        market.process(Service.BUYER).kill();
        market.process(Service.BUYER).restart();

        JobView after = Jobs.await(market.buyer(), id, JobState.COMPLETED);
        assertThat(after.result()).isEqualTo(before.result());
        assertThat(after.paidMsat()).isEqualTo(before.paidMsat());
        assertThat(after.timings()).isEqualTo(before.timings());
    }

    @Test
    void row9_ofSeveralQuotesOneIsPaidAndTheOthersLoseNothing() {
        market.launchAnother("cheap-provider", Service.PROVIDER, "--pylon.provider.price-msat=7000")
                .awaitReady();
        awaitAnnounced("cheap-provider");
        try {
            JobView job =
                    Jobs.await(
                            market.buyer(),
                            submit(Jobs.Order.of("For everybody")),
                            JobState.COMPLETED);

            assertThat(job.quotes()).hasSize(2);
            assertThat(job.paidMsat()).isEqualTo(Msat.of(7_000));
            assertThat(job.selectedProvider())
                    .isEqualTo(market.key("cheap-provider").publicKey().hex());
            assertThat(job.quotes().stream().filter(quote -> quote.selected())).hasSize(1);
        } finally {
            market.process("cheap-provider").close();
        }
    }

    @Test
    void row11_withTooLittleMoneyNothingIsPaidAndItIsSaid() {
        market.launchAnother(
                        "dear-provider", Service.PROVIDER, "--pylon.provider.price-msat=500000000")
                .awaitReady();
        awaitAnnounced("dear-provider");
        try {
            Msat before = balance();
            String dear = market.key("dear-provider").publicKey().hex();
            String id =
                    submit(
                            Jobs.Order.of("Too dear")
                                    .targeting(dear)
                                    .bidding(Msat.of(600_000_000))
                                    .waiting(60));

            JobView job =
                    Jobs.await(
                            market.buyer(),
                            id,
                            "turned down",
                            j -> j.quotes().stream().anyMatch(q -> q.problem() != null));

            assertThat(job.state()).isEqualTo(JobState.PAYMENT_REQUIRED);
            assertThat(job.quotes().getFirst().problem()).contains("insufficient-funds");
            assertThat(job.paidMsat()).isNull();
            assertThat(balance()).isEqualTo(before);
            assertThatThrownBy(() -> market.buyer().pay(id, new PayJob(null)).block(LIMIT))
                    .hasMessageContaining("insufficient");
        } finally {
            market.process("dear-provider").close();
        }
    }

    @Test
    void row12_anyLanguageIsListed() {
        String prompt = "Почему небо голубое? 空はなぜ青い 🌌";
        String id = submit(Jobs.Order.of(prompt).targeting(market.providerHex()));
        Jobs.await(market.buyer(), id, JobState.COMPLETED);

        var page = Objects.requireNonNull(market.buyer().jobs(null, 100, null).block(LIMIT));

        assertThat(page.items())
                .anySatisfy(job -> {
                    assertThat(job.id()).isEqualTo(id);
                    assertThat(job.prompt()).isEqualTo(prompt);
                    assertThat(job.paidMsat()).isNotNull();
                });
    }

    @Test
    void row13and14_historyAndEarningsComeFromTheLedgerAndReadingChangesNothing() {
        Earnings before = earnings();
        JobView job =
                Jobs.await(
                        market.buyer(),
                        submit(Jobs.Order.of("To be earned").targeting(market.providerHex())),
                        JobState.COMPLETED);
        Msat paid = Objects.requireNonNull(job.paidMsat());

        org.awaitility.Awaitility.await()
                .untilAsserted(() ->
                        assertThat(earnings().totalMsat())
                                .isEqualTo(before.totalMsat().plus(paid)));
        List<HistoryEntry> bought =
                Objects.requireNonNull(market.buyerWallet().history(null, 1).block(LIMIT)).items();
        List<HistoryEntry> sold =
                Objects.requireNonNull(market.providerWallet().history(null, 1).block(LIMIT))
                        .items();
        assertThat(bought.getFirst().direction()).isEqualTo(EntryDirection.OUT);
        assertThat(bought.getFirst().amountMsat()).isEqualTo(paid);
        assertThat(sold.getFirst().direction()).isEqualTo(EntryDirection.IN);
        assertThat(sold.getFirst().paymentHash()).isEqualTo(bought.getFirst().paymentHash());

        var status = Objects.requireNonNull(market.provider().status().block(LIMIT));
        var again = Objects.requireNonNull(market.provider().status().block(LIMIT));
        assertThat(again.startedAt()).isEqualTo(status.startedAt());
        assertThat(earnings()).isEqualTo(earnings());
    }

    /** A provider announces itself once it has a backend that works. */
    private static void awaitAnnounced(String name) {
        String key = market.key(name).publicKey().hex();
        org.awaitility.Awaitility.await()
                .atMost(LIMIT)
                .until(() ->
                        Objects.requireNonNull(market.buyer().providers(5050, null).block(LIMIT))
                                .items()
                                .stream()
                                .anyMatch(p -> p.provider().equals(key) && !p.models().isEmpty()));
    }

    private static String submit(Jobs.Order order) {
        return Jobs.submit(market.buyer(), order).id();
    }

    private static Msat balance() {
        return Objects.requireNonNull(market.buyerWallet().account().block(LIMIT)).availableMsat();
    }

    private static Earnings earnings() {
        return Objects.requireNonNull(market.provider().earnings().block(LIMIT));
    }

    private static long providerInvoices() {
        try (var connection =
                        java.sql.DriverManager.getConnection(
                                market.postgres().jdbcUrl("pylon_wallet"),
                                market.postgres().user(),
                                market.postgres().password());
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from invoice")) {
            row.next();
            return row.getLong(1);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
