package dev.pylon.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.invoice.Settlement;
import dev.pylon.wallet.invoice.SettlementListener;
import dev.pylon.wallet.invoice.SettlementStream;
import dev.pylon.wallet.invoice.WalletInvoice;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class SettlementStreamTest {
    private TestWallet wallet;
    private Account buyer;
    private Account provider;

    @BeforeEach
    void open() {
        wallet = TestWallet.ledger();
        buyer = wallet.funded("buyer", 10_000_000);
        provider = wallet.account("provider");
    }

    @AfterEach
    void close() {
        wallet.close();
    }

    @Test
    void tellsWhatWasThenWhatComes() {
        WalletInvoice earlier = paid(1);
        WalletInvoice later = wallet.invoice(provider, 2);

        StepVerifier.create(wallet.settlements.after(provider.id(), 0))
                .assertNext(told -> assertThat(told.hash()).isEqualTo(earlier.hash()))
                .then(() -> wallet.pay(buyer, later.bolt11()))
                .assertNext(told -> {
                    assertThat(told.hash()).isEqualTo(later.hash());
                    assertThat(told.received()).isEqualTo(Msat.of(2));
                })
                .thenCancel()
                .verify(TestWallet.LIMIT);
    }

    @Test
    void goesOnAfterACursor() {
        paid(1);
        WalletInvoice second = paid(2);
        long first = settlements(0, 2).getFirst().cursor();

        assertThat(settlements(first, 1))
                .extracting(Settlement::hash)
                .containsExactly(second.hash());
    }

    @Test
    void tellsNobodyOfOthersMoney() {
        paid(1);
        WalletInvoice buyers = wallet.invoice(buyer, 3);
        wallet.funded("provider", 1_000);
        wallet.pay(provider, buyers.bolt11());

        assertThat(
                        TestWallet.block(
                                wallet.settlements
                                        .after(buyer.id(), 0)
                                        .take(1)
                                        .map(Settlement::hash)
                                        .single()))
                .isEqualTo(buyers.hash());
    }

    @Test
    void missesNoneAndKeepsTheOrderWhileManyPay() {
        int count = 300;
        List<WalletInvoice> invoices =
                Flux.range(0, count).map(n -> wallet.invoice(provider, 10)).collectList().block();
        List<Settlement> told = new CopyOnWriteArrayList<>();
        Disposable reading = wallet.settlements.after(provider.id(), 0).subscribe(told::add);

        Flux.fromIterable(java.util.Objects.requireNonNull(invoices))
                .flatMap(
                        invoice ->
                                wallet.paying(buyer, invoice.bolt11())
                                        .subscribeOn(Schedulers.parallel()),
                        16)
                .blockLast(Duration.ofMinutes(1));

        Awaitility.await().untilAsserted(() -> assertThat(told).hasSize(count));
        reading.dispose();
        assertThat(told).extracting(Settlement::cursor).isSorted().doesNotHaveDuplicates();
        assertThat(told)
                .extracting(Settlement::hash)
                .containsExactlyInAnyOrderElementsOf(
                        invoices.stream().map(WalletInvoice::hash).toList());
    }

    @Test
    void hearsOfWhatAnotherReplicaHasWritten() {
        SettlementListener listener = new SettlementListener(unpooled(), wallet.bell);
        listener.start();
        List<Settlement> told = new CopyOnWriteArrayList<>();
        Disposable reading = wallet.settlements.after(provider.id(), 0).subscribe(told::add);
        try (TestWallet replica = TestWallet.on(wallet.test, TestWallet::ledgerBackend)) {
            Awaitility.await()
                    .atMost(TestWallet.LIMIT)
                    .untilAsserted(() -> {
                        WalletInvoice invoice = wallet.invoice(provider, 5);
                        replica.pay(buyer, invoice.bolt11());
                        Awaitility.await()
                                .atMost(Duration.ofSeconds(2))
                                .until(() ->
                                        told.stream()
                                                .anyMatch(each ->
                                                        each.hash().equals(invoice.hash())));
                    });
        } finally {
            reading.dispose();
            listener.stop();
        }
        assertThat(listener.isRunning()).isFalse();
    }

    @Test
    void looksByItselfIfNobodyRings() {
        SettlementStream deaf =
                new SettlementStream(
                        wallet.database,
                        new dev.pylon.wallet.invoice.SettlementBell(),
                        Duration.ofMillis(50));
        List<Settlement> told = new CopyOnWriteArrayList<>();
        Disposable reading = deaf.after(provider.id(), 0).subscribe(told::add);

        paid(7);

        Awaitility.await().untilAsserted(() -> assertThat(told).hasSize(1));
        reading.dispose();
    }

    @Test
    void endsWhenTheServiceStops() {
        wallet.settlements.start();

        StepVerifier.create(wallet.settlements.after(provider.id(), 0))
                .then(wallet.settlements::stop)
                .expectComplete()
                .verify(TestWallet.LIMIT);
        assertThat(wallet.settlements.isRunning()).isFalse();
    }

    private WalletInvoice paid(long msat) {
        WalletInvoice invoice = wallet.invoice(provider, msat);
        wallet.pay(buyer, invoice.bolt11());
        return invoice;
    }

    private List<Settlement> settlements(long after, int count) {
        return TestWallet.block(
                wallet.settlements.after(provider.id(), after).take(count).collectList());
    }

    private PostgresqlConnectionFactory unpooled() {
        URI url = URI.create(wallet.test.r2dbcUrl().replaceFirst("^r2dbc:", ""));
        return new PostgresqlConnectionFactory(
                PostgresqlConnectionConfiguration.builder()
                        .host(url.getHost())
                        .port(url.getPort())
                        .database(url.getPath().substring(1))
                        .username(wallet.test.user())
                        .password(wallet.test.password())
                        .build());
    }
}
