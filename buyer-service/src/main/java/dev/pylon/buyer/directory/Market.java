package dev.pylon.buyer.directory;

import dev.pylon.api.buyer.ModelView;
import dev.pylon.api.buyer.ProviderView;
import dev.pylon.buyer.settings.PylonSettings;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.market.ProviderAnnouncements;
import dev.pylon.relayclient.Overflow;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** Listens, at our own relays, to what providers announce. */
@Component
public class Market implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Market.class);
    private static final int STORED = 500;
    private static final int WAITING = 2_048;

    private final RelayPool pool;
    private final PylonSettings pylon;
    private final Directory directory = new Directory();
    private volatile Disposable running = Disposables.disposed();

    Market(RelayPool pool, PylonSettings pylon) {
        this.pool = pool;
        this.pylon = pylon;
    }

    public List<ProviderView> providers(@Nullable Integer kind) {
        return directory.providers(kind, Instant.now());
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
