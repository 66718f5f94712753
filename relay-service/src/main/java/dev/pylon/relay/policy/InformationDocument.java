package dev.pylon.relay.policy;

import dev.pylon.api.relay.KeptFor;
import dev.pylon.api.relay.RelayInformation;
import dev.pylon.api.relay.RelayLimitation;
import dev.pylon.nostr.key.PublicKeys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** NIP-11's document, made from the settings that are enforced. */
public final class InformationDocument {
    static final List<Integer> SUPPORTED_NIPS =
            List.of(1, 2, 9, 11, 13, 17, 40, 42, 45, 50, 59, 62, 65, 70, 77, 86, 89, 90);
    private static final int SEARCH = 50;
    private static final String SOFTWARE = "urn:pylon:relay-service";

    private InformationDocument() {}

    public static RelayInformation of(RelaySettings settings, Bans bans, String version) {
        return new RelayInformation(
                settings.name(),
                settings.description(),
                settings.icon(),
                settings.pubkey() == null ? key(settings.self()) : key(settings.pubkey()),
                key(settings.self()),
                settings.contact(),
                supportedNips(settings),
                SOFTWARE,
                version,
                limitation(settings, bans),
                settings.retention().stream().map(InformationDocument::keptFor).toList());
    }

    private static List<Integer> supportedNips(RelaySettings settings) {
        return settings.search().kinds().isEmpty()
                ? SUPPORTED_NIPS.stream().filter(nip -> nip != SEARCH).toList()
                : SUPPORTED_NIPS;
    }

    private static RelayLimitation limitation(RelaySettings settings, Bans bans) {
        Limits limits = settings.limits();
        return new RelayLimitation(
                limits.maxMessageLength(),
                limits.maxSubscriptions(),
                limits.maxFilters(),
                limits.maxLimit(),
                limits.maxSubidLength(),
                limits.maxEventTags(),
                limits.maxContentLength(),
                limits.minPowDifficulty(),
                settings.auth().required(),
                false,
                isRestricted(settings, bans),
                limits.maxAge().toSeconds(),
                limits.maxAhead().toSeconds(),
                limits.defaultLimit());
    }

    private static boolean isRestricted(RelaySettings settings, Bans bans) {
        return settings.auth().write()
                || settings.kinds().restricts()
                || settings.limits().minPowDifficulty() > 0
                || !bans.allowedKeys().isEmpty();
    }

    private static KeptFor keptFor(RetentionRule rule) {
        return new KeptFor(List.of(List.of(rule.first(), rule.last())), rule.keep().toSeconds());
    }

    private static @Nullable String key(@Nullable String text) {
        return text == null || text.isBlank() ? null : PublicKeys.parse(text).hex();
    }
}
