package dev.pylon.wallet.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.ScriptedBackend;
import dev.pylon.wallet.TestWallet;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.alarm.Alarm;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class WatchTest {
    private final ScriptedBackend backend = new ScriptedBackend();
    private TestWallet wallet;
    private Account buyer;
    private WalletGauges gauges;
    private Watch watch;

    @BeforeEach
    void open() {
        wallet = TestWallet.with(backend);
        buyer = wallet.funded("buyer", 1_000_000);
        backend.holds = Msat.of(1_000_000);
        gauges = new WalletGauges(wallet.database, wallet.metrics);
        watch =
                new Watch(
                        wallet.reconciliation,
                        gauges,
                        new ReconciliationSettings(
                                Duration.ofMillis(50),
                                Duration.ofMillis(50),
                                Duration.ofMillis(50)),
                        wallet.alarms);
    }

    @AfterEach
    void close() {
        watch.stop();
        wallet.close();
    }

    @Test
    void saysThatAllIsWell() {
        watch.start();

        Awaitility.await().until(() -> gauge("wallet.available.msat") == 1_000_000);
        assertThat(gauge("wallet.reconciliation.gap.msat")).isZero();
        assertThat(gauge("wallet.reconciliation.alert")).isZero();
        assertThat(watch.isRunning()).isTrue();
    }

    @Test
    void showsAGapAtOnceAndAlarmsWhenItStays() {
        backend.holds = Msat.of(999_000);

        TestWallet.block(watch.compare());
        assertThat(gauge("wallet.reconciliation.gap.msat")).isEqualTo(-1_000);
        assertThat(gauge("wallet.reconciliation.alert")).isEqualTo(1);
        assertThat(wallet.alarms.count(Alarm.RECONCILIATION_GAP)).isZero();

        TestWallet.block(watch.compare());
        assertThat(wallet.alarms.count(Alarm.RECONCILIATION_GAP)).isOne();

        backend.holds = Msat.of(1_000_000);
        TestWallet.block(watch.compare());
        assertThat(gauge("wallet.reconciliation.alert")).isZero();
    }

    @Test
    void aPaymentUnderWayIsNoGapAndItsAgeIsShown() {
        backend.onPay = any -> Mono.never();
        wallet.module.queue().start();
        wallet.pay(buyer, ScriptedBackend.foreignInvoice(Preimage.random(), 100_000).encoded());
        backend.holds = Msat.of(899_000);

        assertThat(TestWallet.block(watch.compare()).allIsWell()).isTrue();
        backend.holds = Msat.of(100);
        assertThat(TestWallet.block(watch.compare()).backendGapMsat()).isNegative();
        watch.start();
        Awaitility.await().until(() -> gauge("wallet.payments.unknown") == 1);
        Awaitility.await().until(() -> gauge("wallet.payments.unknown.age.seconds") >= 1);
        assertThat(gauge("wallet.held.msat")).isEqualTo(105_000);
    }

    @Test
    void aBackendThatCannotBeAskedIsNoGap() {
        TestWallet.block(watch.compare());
        wallet.close();

        watch.start();

        assertThat(gauge("wallet.reconciliation.alert")).isZero();
    }

    private double gauge(String name) {
        return wallet.metrics.get(name).gauge().value();
    }
}
