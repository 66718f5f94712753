package dev.pylon.provider.earnings;

import dev.pylon.api.Page;
import dev.pylon.api.provider.BackendStatus;
import dev.pylon.api.provider.Earnings;
import dev.pylon.api.provider.ModelStatus;
import dev.pylon.api.provider.ProviderApi;
import dev.pylon.api.provider.ProviderJobView;
import dev.pylon.api.provider.ProviderRelay;
import dev.pylon.api.provider.ProviderStatus;
import dev.pylon.api.wallet.AccountView;
import dev.pylon.api.wallet.WalletApi;
import dev.pylon.kit.auth.Callers;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.PylonSettings;
import dev.pylon.provider.announce.Announcer;
import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.Backends;
import dev.pylon.provider.work.Workers;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The provider's REST API. It only reads. */
@RestController
class ProviderController implements ProviderApi {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 200;

    private final ProviderReport report;
    private final ProviderSettings settings;
    private final PylonSettings pylon;
    private final SecretKey identity;
    private final RelayPool pool;
    private final Backends backends;
    private final Workers workers;
    private final Announcer announcer;
    private final WalletApi wallet;
    private final Instant startedAt = Instant.now();

    ProviderController(
            ProviderReport report,
            ProviderSettings settings,
            PylonSettings pylon,
            SecretKey identity,
            RelayPool pool,
            Backends backends,
            Workers workers,
            Announcer announcer,
            WalletApi wallet) {
        this.report = report;
        this.settings = settings;
        this.pylon = pylon;
        this.identity = identity;
        this.pool = pool;
        this.backends = backends;
        this.workers = workers;
        this.announcer = announcer;
        this.wallet = wallet;
    }

    @Override
    public Mono<ProviderStatus> status() {
        Mono<Optional<AccountView>> account =
                wallet.account()
                        .map(Optional::of)
                        .timeout(Duration.ofSeconds(3))
                        .onErrorReturn(Optional.empty());
        return Callers.require(Scope.JOBS_READ)
                .then(Mono.zip(account, report.openJobs()))
                .map(both -> status(both.getT1(), both.getT2()));
    }

    @Override
    public Mono<Page<ProviderJobView>> jobs(@Nullable String cursor, @Nullable Integer limit) {
        int most = limit == null ? DEFAULT_LIMIT : limit;
        if (most < 1 || most > MAX_LIMIT) {
            return Mono.error(
                    ProblemException.badRequest(
                            "bad-limit", "limit is from 1 to " + MAX_LIMIT + "."));
        }
        return Callers.require(Scope.JOBS_READ)
                .then(report.jobs(cursor, most + 1))
                .map(found ->
                        found.size() > most
                                ? new Page<>(found.subList(0, most), found.get(most - 1).id())
                                : new Page<>(found, null));
    }

    @Override
    public Mono<ProviderJobView> job(String id) {
        return Callers.require(Scope.JOBS_READ).then(report.job(id));
    }

    @Override
    public Mono<Earnings> earnings() {
        return Callers.require(Scope.WALLET_READ).then(report.earnings());
    }

    private ProviderStatus status(Optional<AccountView> account, long openJobs) {
        return new ProviderStatus(
                identity.publicKey().hex(),
                PublicKeys.npub(identity.publicKey()),
                settings.name(),
                pylon.network(),
                settings.payment().word(),
                pool.status().stream().map(ProviderController::relay).toList(),
                backendStatus(),
                account.map(found -> "account " + found.account() + " at " + pylon.wallet().url())
                        .orElse(pylon.wallet().url() + " does not answer"),
                account.isPresent(),
                settings.capacity(),
                workers.running(),
                openJobs,
                announcer.announcedAt().orElse(null),
                announcer.heartbeatAt().orElse(null),
                startedAt);
    }

    private List<BackendStatus> backendStatus() {
        return backends.availability().entrySet().stream()
                .map(entry ->
                        switch (entry.getValue()) {
                            case Availability.Available available ->
                                    new BackendStatus(
                                            entry.getKey(),
                                            true,
                                            null,
                                            available.models().stream()
                                                    .filter(model ->
                                                            backends.terms(model).offered())
                                                    .map(model ->
                                                            new ModelStatus(
                                                                    model,
                                                                    backends.terms(model).price(),
                                                                    available.simulated()))
                                                    .toList());
                            case Availability.Unavailable no ->
                                    new BackendStatus(
                                            entry.getKey(), false, no.reason(), List.of());
                        })
                .toList();
    }

    private static ProviderRelay relay(RelayStatus status) {
        return new ProviderRelay(
                status.relay().value(),
                status.state().name().toLowerCase(Locale.ROOT),
                status.state().isConnected() ? null : status.lastError());
    }
}
