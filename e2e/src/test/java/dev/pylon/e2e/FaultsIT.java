package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.MoneyState;
import dev.pylon.api.wallet.EntryDirection;
import dev.pylon.api.wallet.EntryKind;
import dev.pylon.api.wallet.EntryStatus;
import dev.pylon.cli.up.Service;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayPoolSettings;
import dev.pylon.relayclient.RelayUrl;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Processes are killed and connections break while money and work are under way. */
class FaultsIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static Market market;
    private static SlowWallet slowWallet;
    private static Msat balanceBefore = Msat.ZERO;

    @BeforeAll
    static void open() {
        market = Market.open(FaultsIT.class);
        market.launch(Service.RELAY);
        market.launch(Service.WALLET);
        market.launch(
                Service.BRIDGE, "--pylon.bridge.environment.PYLON_SIMULATOR_WORD_DELAY_MS=60");
        market.launch(Service.PROVIDER);
        slowWallet = new SlowWallet("http://127.0.0.1:" + market.home().ports().wallet());
        market.launch(Service.BUYER, "--pylon.wallet.url=" + slowWallet.url());
        market.awaitAllReady();
        market.fund("buyer", Msat.ofSat(100_000));
        balanceBefore = balance();
    }

    @AfterEach
    void walletIsItselfAgain() {
        slowWallet.behave(SlowWallet.Behaviour.PASS);
        balanceBefore = balance();
    }

    @AfterAll
    static void close() {
        slowWallet.close();
        market.close();
    }

    @Test
    void theProviderIsKilledBetweenPaymentAndDelivery() {
        String id = submit("Killed after it was paid");
        Jobs.await(
                market.buyer(),
                id,
                "paid and at work",
                job -> job.paidMsat() != null && job.partial() != null);

        market.process(Service.PROVIDER).kill();
        market.process(Service.PROVIDER).restart();

        assertEndsOnce(id);
    }

    @Test
    void theBuyerIsKilledBetweenPaymentAndItsAnswer() throws Exception {
        slowWallet.behave(SlowWallet.Behaviour.HOLD_ANSWER);
        String id = submit("Killed before it knew");
        slowWallet.awaitPayment();

        market.process(Service.BUYER).kill();
        slowWallet.behave(SlowWallet.Behaviour.PASS);
        market.process(Service.BUYER).restart();

        assertEndsOnce(id);
    }

    @Test
    void theWalletsAnswerIsLost() {
        slowWallet.behave(SlowWallet.Behaviour.LOSE_ANSWER);
        String id = submit("The answer is lost");
        Jobs.await(
                market.buyer(),
                id,
                "in the dark or past it",
                job -> job.money() == MoneyState.UNKNOWN || job.paidMsat() != null);
        slowWallet.behave(SlowWallet.Behaviour.PASS);

        assertEndsOnce(id);
    }

    @Test
    void theWalletGoesDownInMidPaymentAndComesBack() {
        slowWallet.behave(SlowWallet.Behaviour.LOSE_REQUEST);
        String id = submit("The wallet is down");
        Jobs.await(
                market.buyer(),
                id,
                "in the dark",
                job -> job.money() == MoneyState.UNKNOWN || job.money() == MoneyState.PAYING);
        market.process(Service.WALLET).kill();
        market.process(Service.WALLET).restart();
        slowWallet.behave(SlowWallet.Behaviour.PASS);

        assertEndsOnce(id);
    }

    @Test
    void theRelayIsRestartedInMidJob() {
        String id = submit("The relay goes away");
        Jobs.await(market.buyer(), id, "paid", job -> job.paidMsat() != null);

        market.process(Service.RELAY).kill();
        market.process(Service.RELAY).restart();

        assertEndsOnce(id);
    }

    /** One believed result, one published result event, one payment, and money that adds up. */
    private static void assertEndsOnce(String id) {
        JobView job = Jobs.await(market.buyer(), id, JobState.COMPLETED);
        Msat paid = Objects.requireNonNull(job.paidMsat());
        assertThat(job.result()).isNotBlank();
        assertThat(job.money()).isEqualTo(MoneyState.SETTLED);
        assertThat(balance()).isEqualTo(balanceBefore.minus(paid));
        String hash = Objects.requireNonNull(job.receipt()).paymentHash();
        assertThat(
                        Objects.requireNonNull(market.buyerWallet().history(null, 50).block(LIMIT))
                                .items()
                                .stream()
                                .filter(entry ->
                                        entry.kind() == EntryKind.PAYMENT
                                                && hash.equals(entry.paymentHash()))
                                .toList())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.direction()).isEqualTo(EntryDirection.OUT);
                    assertThat(entry.status()).isEqualTo(EntryStatus.DONE);
                    assertThat(entry.amountMsat()).isEqualTo(paid);
                });
        assertThat(resultsOnRelay(id)).hasSize(1);
    }

    private static List<Event> resultsOnRelay(String id) {
        RelayUrl relay = RelayUrl.of(market.process(Service.RELAY).webSocketUrl());
        try (RelayPool pool =
                RelayPool.open(
                        RelayPoolSettings.builder()
                                .relays(Set.of(relay))
                                .identity(SecretKey.generate())
                                .build())) {
            return Objects.requireNonNull(
                    pool.query(
                                    List.of(Filter.builder().kinds(6050).tag("e", id).build()),
                                    Set.of(relay),
                                    LIMIT)
                            .collectList()
                            .block(LIMIT));
        }
    }

    private static String submit(String prompt) {
        return Jobs.submit(market.buyer(), Jobs.Order.of(prompt).targeting(market.providerHex()))
                .id();
    }

    private static Msat balance() {
        return Objects.requireNonNull(market.buyerWallet().account().block(LIMIT)).availableMsat();
    }
}
