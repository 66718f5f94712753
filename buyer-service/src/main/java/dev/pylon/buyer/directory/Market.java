package dev.pylon.buyer.directory;

import dev.pylon.api.buyer.ModelView;
import dev.pylon.api.buyer.ProviderEvidence;
import dev.pylon.api.buyer.ProviderView;
import dev.pylon.buyer.desk.Evidence;
import dev.pylon.buyer.desk.Sellers;
import dev.pylon.buyer.select.Fading;
import dev.pylon.buyer.select.Sample;
import dev.pylon.buyer.settings.PylonSettings;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.market.ProviderAnnouncements;
import dev.pylon.relayclient.Overflow;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.Subscription;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Listens, at our own relays, to what providers announce. */
@Component
public class Market implements SmartLifecycle, Sellers {
    private static final Logger LOG = LoggerFactory.getLogger(Market.class);
    private static final int STORED = 500;
    private static final int WAITING = 2_048;

    private static final Comparator<ProviderView> ORDER =
            Comparator.comparing(ProviderView::alive)
                    .reversed()
                    .thenComparing(
                            view -> view.evidence().successPercent(),
                            Comparator.nullsLast(Comparator.reverseOrder()))
                    .thenComparing(
                            ProviderView::priceMsat,
                            Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparing(
                            view -> view.evidence().resultMedianMs(),
                            Comparator.nullsLast(Comparator.naturalOrder()));

    private final RelayPool pool;
    private final Evidence evidence;
    private final PylonSettings pylon;
    private final Directory directory = new Directory();
    private volatile Disposable running = Disposables.disposed();

    Market(RelayPool pool, PylonSettings pylon, Evidence evidence) {
        this.pool = pool;
        this.evidence = evidence;
        this.pylon = pylon;
    }

    /**
     * Who has announced something, with what our jobs have shown of each: alive ones first, then by
     * success, price and time.
     *
     * @param kind only those that take it; null for all
     * @param model only those that announce it; null or blank for all
     */
    public Mono<List<ProviderView>> providers(@Nullable Integer kind, @Nullable String model) {
        Instant now = Instant.now();
        String wanted = model == null || model.isBlank() ? null : model.strip();
        List<ProviderView> heard = directory.providers(kind, wanted, now);
        List<PublicKey> keys =
                heard.stream().map(view -> PublicKey.fromHex(view.provider())).toList();
        Fading fading = evidence.fading(now);
        return evidence.of(keys)
                .map(samples ->
                        heard.stream()
                                .map(view -> view.with(shown(view, samples, fading)))
                                .sorted(ORDER)
                                .toList());
    }

    private static ProviderEvidence shown(
            ProviderView view, Map<PublicKey, List<Sample>> samples, Fading fading) {
        return EvidenceViews.of(
                samples.getOrDefault(PublicKey.fromHex(view.provider()), List.of()), fading);
    }

    @Override
    public Set<PublicKey> alive(int kind, @Nullable String model) {
        return directory.alive(kind, model, Instant.now());
    }

    public List<ModelView> models() {
        return directory.models(Instant.now());
    }

    @Override
    public void start() {
        if (pylon.relays().isEmpty()) {
            return;
        }
        Filter announcements =
                Filter.builder().kinds(Kinds.HANDLER_INFORMATION).limit(STORED).build();
        Filter heartbeats =
                Filter.builder()
                        .kinds(Kinds.HEARTBEAT)
                        .since(Instant.now().minus(ProviderAnnouncements.ALIVE).getEpochSecond())
                        .limit(STORED)
                        .build();
        running =
                pool.subscribe(
                                Subscription.to(announcements, heartbeats)
                                        .at(Set.copyOf(pylon.relayUrls()))
                                        .buffering(WAITING, Overflow.DROP_OLDEST))
                        .events()
                        .subscribe(
                                event -> directory.hear(event, Instant.now()),
                                failure ->
                                        LOG.atError()
                                                .setCause(failure)
                                                .log("announcements are heard no more"));
    }

    @Override
    public void stop() {
        running.dispose();
    }

    @Override
    public boolean isRunning() {
        return !running.isDisposed();
    }
}
