package dev.pylon.relay;

import dev.pylon.kit.lease.LeaderLease;
import dev.pylon.relay.ingest.Ingest;
import dev.pylon.relay.mirror.Mirrors;
import dev.pylon.relay.policy.CurrentSettings;
import dev.pylon.relay.policy.RelaySettings;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.transfer.Adoption;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** Events that come from elsewhere than from clients. */
@Configuration(proxyBeanMethods = false)
class MirrorConfiguration {
    @Bean
    Adoption adoption(Ingest ingest, CurrentSettings settings) {
        return new Adoption(ingest, settings);
    }

    @Bean(destroyMethod = "dispose")
    Disposable mirroring(
            RelaySettings settings,
            LeaderLease lease,
            EventStore store,
            Adoption adoption,
            MeterRegistry registry,
            InstantSource clock) {
        if (settings.mirror().sources().isEmpty()) {
            return Disposables.disposed();
        }
        Mirrors mirrors = new Mirrors(settings.mirror(), store, adoption, registry, clock);
        return lease.whileLeading("relay-mirror", mirrors::following).subscribe();
    }
}
