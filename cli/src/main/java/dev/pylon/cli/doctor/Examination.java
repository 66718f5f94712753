package dev.pylon.cli.doctor;

import dev.pylon.api.bridge.BridgeState;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.api.buyer.BuyerStatus;
import dev.pylon.api.provider.ProviderStatus;
import dev.pylon.api.wallet.AccountView;
import dev.pylon.cli.Session;
import dev.pylon.cli.home.Home;
import dev.pylon.cli.up.Daemon;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** All checks of a home, each made by trying the thing. */
final class Examination {
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final Session session;
    private final Home home;

    Examination(Session session) {
        this.session = session;
        this.home = session.home();
    }

    List<Check> run() {
        List<Check> checks = new ArrayList<>();
        checks.add(
                Check.ok(
                        "java",
                        System.getProperty("java.vendor.version", "") + " " + Runtime.version()));
        checks.add(Disk.check(home));
        if (!home.isInitialised()) {
            checks.add(Check.fail("home", home + " is not set up", "Run: pylon init, or pylon up"));
            return checks;
        }
        checks.add(Keys.check(home));
        if (!new Daemon(home).isRunning()) {
            checks.addAll(FreePorts.check(home.ports()));
            checks.add(Check.fail("services", "they are not running", "Run: pylon up"));
            return checks;
        }
        checks.add(Database.check(home));
        checks.add(wallet());
        checks.add(bridge());
        checks.addAll(provider());
        checks.addAll(buyer());
        return checks;
    }

    private Check wallet() {
        return attempt(
                "wallet",
                () -> {
                    AccountView account = await(session.wallet("cli-wallet").account());
                    String detail =
                            account.availableMsat().inSat()
                                    + " in account "
                                    + account.account()
                                    + ", backend "
                                    + account.backend()
                                    + " on "
                                    + account.network();
                    return account.note() == null
                            ? Check.ok("wallet", detail)
                            : Check.warn("wallet", detail, account.note());
                });
    }

    private Check bridge() {
        return attempt(
                "bridge-agent",
                () -> {
                    BridgeStatus status = await(session.bridge().status());
                    String detail =
                            status.command()
                                    + " is "
                                    + status.state().word()
                                    + " on port "
                                    + status.port();
                    if (status.state() != BridgeState.READY) {
                        return Check.fail(
                                "bridge-agent",
                                detail + (status.reason() == null ? "" : ": " + status.reason()),
                                "See pylon bridge logs, or "
                                        + home.logs().resolve("model-process.log"));
                    }
                    return status.simulated()
                            ? Check.warn(
                                    "bridge-agent",
                                    detail,
                                    "It is the simulator: no model answers on this machine.")
                            : Check.ok("bridge-agent", detail);
                });
    }

    private List<Check> provider() {
        List<Check> checks = new ArrayList<>();
        checks.add(
                attempt(
                        "provider",
                        () -> {
                            ProviderStatus status = await(session.provider().status());
                            checks.addAll(BackendChecks.of(status.backends()));
                            return status.walletReachable()
                                    ? Check.ok(
                                            "provider",
                                            status.npub()
                                                    + ", "
                                                    + status.running()
                                                    + " of "
                                                    + status.capacity()
                                                    + " at work")
                                    : Check.fail(
                                            "provider",
                                            "its wallet can't be reached: " + status.wallet(),
                                            "Is wallet-service up?");
                        }));
        return checks;
    }

    private List<Check> buyer() {
        List<Check> checks = new ArrayList<>();
        Set<String> relays = new LinkedHashSet<>();
        checks.add(
                attempt(
                        "buyer",
                        () -> {
                            BuyerStatus status = await(session.buyer().status());
                            status.relays().forEach(relay -> relays.add(relay.relay()));
                            return status.walletReachable()
                                    ? Check.ok("buyer", status.npub())
                                    : Check.fail(
                                            "buyer",
                                            "its wallet can't be reached",
                                            "Is wallet-service up?");
                        }));
        relays.forEach(relay -> checks.addAll(RelayProbe.check(relay, home)));
        return checks;
    }

    private static <T> T await(Mono<T> call) {
        T answer = call.block(LIMIT);
        if (answer == null) {
            throw new IllegalStateException("empty answer");
        }
        return answer;
    }

    private static Check attempt(String name, Supplier<Check> trial) {
        try {
            return trial.get();
        } catch (RuntimeException whatever) {
            return Check.fail(
                    name,
                    "it does not answer: " + whatever.getMessage(),
                    "See its log, or restart: pylon down, pylon up");
        }
    }
}
