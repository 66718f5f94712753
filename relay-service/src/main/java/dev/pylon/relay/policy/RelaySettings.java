package dev.pylon.relay.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything that can be set about the relay. What NIP-11 advertises and what is enforced both come
 * from here.
 *
 * @param name as in NIP-11, and the page's title
 * @param pubkey the administrator's key, hex or npub; when absent, the relay's own
 * @param self the relay's own key, hex or npub
 * @param contact where the administrator can be reached
 * @param icon where a picture of the relay can be had
 * @param publicUrl how clients reach it ({@code wss://…}), which AUTH events must name; when
 *     absent, the loopback names at the port it listens on
 * @param aliases further addresses an AUTH event may name
 * @param retention how long kinds are kept; the first range with the kind in it counts, and kinds
 *     in none are kept for good
 */
@ConfigurationProperties("pylon.relay")
public record RelaySettings(
        @DefaultValue("Pylon Relay") String name,
        @DefaultValue("A Nostr relay for a market of compute (NIP-90)") String description,
        @Nullable String pubkey,
        @Nullable String self,
        @Nullable String contact,
        @Nullable String icon,
        @Nullable String publicUrl,
        @DefaultValue List<String> aliases,
        @DefaultValue({"5000-5999=24h", "7000=24h", "6000-6999=7d"}) List<RetentionRule> retention,
        @DefaultValue Limits limits,
        @DefaultValue AuthSettings auth,
        @DefaultValue PrivacySettings privacy,
        @DefaultValue SearchSettings search,
        @DefaultValue KindSettings kinds,
        @DefaultValue RateSettings rates,
        @DefaultValue AdminSettings admin,
        @DefaultValue IngestSettings ingest,
        @DefaultValue ConnectionSettings connection,
        @DefaultValue RecentSettings recent,
        @DefaultValue BusSettings bus,
        @DefaultValue MirrorSettings mirror,
        @DefaultValue PageSettings page,
        @DefaultValue("1m") Duration sweepEvery) {

    public RelaySettings {
        aliases = List.copyOf(aliases);
        retention = List.copyOf(retention);
        if (connection.outbound().toBytes() < 4L * limits.maxMessageLength()) {
            throw new IllegalArgumentException(
                    "connection.outbound must hold four messages of limits.max-message-length");
        }
    }

    /** How long events of this kind are kept; absent means for good. */
    public @Nullable Duration retentionOf(int kind) {
        return keeping().of(kind);
    }

    public Retention keeping() {
        return new Retention(retention);
    }
}
