package dev.pylon.buyer.directory;

import dev.pylon.api.buyer.ModelView;
import dev.pylon.api.buyer.ProviderEvidence;
import dev.pylon.api.buyer.ProviderView;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.market.MalformedJob;
import dev.pylon.nostr.market.ModelOffer;
import dev.pylon.nostr.market.ProviderAnnouncement;
import dev.pylon.nostr.market.ProviderAnnouncements;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What has been heard of providers. In memory: the relays have it, and it is heard again at every
 * start. Bounded; the ones that were silent the longest are forgotten.
 */
final class Directory {
    private static final int MAX_PROVIDERS = 2_000;
    private static final int MAX_WORDS = 1_000;

    /** Clocks differ; what claims to be from further ahead is not believed. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final Map<PublicKey, Known> providers = new LinkedHashMap<>();

    private record Known(@Nullable ProviderAnnouncement announcement, long lastSeen) {}

    synchronized void hear(Event event, Instant now) {
        if (event.createdAt() > now.plus(AHEAD).getEpochSecond()) {
            return;
        }
        if (event.kind() == Kinds.HEARTBEAT) {
            put(event.pubkey(), null, event.createdAt());
        } else if (event.kind() == Kinds.HANDLER_INFORMATION) {
            announced(event);
        }
    }

    private void announced(Event event) {
        try {
            ProviderAnnouncement announcement = ProviderAnnouncements.read(event);
            if (announcement.kinds().stream().anyMatch(Kinds::isJobRequest)) {
                put(event.pubkey(), announcement, event.createdAt());
            }
        } catch (MalformedJob notOne) {
            // strangers announce all sorts of things
        }
    }

    private void put(PublicKey provider, @Nullable ProviderAnnouncement announcement, long at) {
        Known known = providers.get(provider);
        ProviderAnnouncement newest =
                newest(known == null ? null : known.announcement(), announcement);
        long lastSeen = known == null ? at : Math.max(at, known.lastSeen());
        providers.put(provider, new Known(newest, lastSeen));
        if (providers.size() > MAX_PROVIDERS) {
            providers.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().lastSeen()))
                    .map(Map.Entry::getKey)
                    .ifPresent(providers::remove);
        }
    }

    private static @Nullable ProviderAnnouncement newest(
            @Nullable ProviderAnnouncement known, @Nullable ProviderAnnouncement heard) {
        if (known == null || heard == null) {
            return heard == null ? known : heard;
        }
        return heard.event().createdAt() >= known.event().createdAt() ? heard : known;
    }

    /**
     * Who has announced something, those alive first, then the ones heard of last.
     *
     * @param kind only those that take it; null for all
     * @param model only those that announce it; null for all
     */
    synchronized List<ProviderView> providers(
            @Nullable Integer kind, @Nullable String model, Instant now) {
        return providers.values().stream()
                .sorted(Comparator.comparingLong(Known::lastSeen).reversed())
                .<ProviderView>mapMulti((known, out) -> {
                    ProviderAnnouncement announcement = known.announcement();
                    if (announcement != null && takes(announcement, kind, model)) {
                        out.accept(view(announcement, known.lastSeen(), now));
                    }
                })
                .toList();
    }

    /**
     * @param model null for any
     */
    synchronized Set<PublicKey> alive(int kind, @Nullable String model, Instant now) {
        return providers.entrySet().stream()
                .filter(entry -> isAlive(entry.getValue().lastSeen(), now))
                .filter(entry -> takes(entry.getValue().announcement(), kind, model))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean takes(
            @Nullable ProviderAnnouncement announcement,
            @Nullable Integer kind,
            @Nullable String model) {
        return announcement != null
                && (kind == null || announcement.kinds().contains(kind))
                && (model == null || offers(announcement, model));
    }

    synchronized List<ModelView> models(Instant now) {
        return providers.values().stream()
                .sorted(Comparator.comparingLong(Known::lastSeen).reversed())
                .<ModelView>mapMulti((known, out) -> {
                    ProviderAnnouncement announcement = known.announcement();
                    if (announcement != null) {
                        announcement
                                .models()
                                .forEach(offer ->
                                        out.accept(
                                                view(
                                                        announcement,
                                                        offer,
                                                        isAlive(known.lastSeen(), now))));
                    }
                })
                .toList();
    }

    private static boolean offers(ProviderAnnouncement announcement, String model) {
        return announcement.models().stream()
                .anyMatch(offer -> offer.model().equalsIgnoreCase(model));
    }

    private static ModelView view(
            ProviderAnnouncement announcement, ModelOffer offer, boolean alive) {
        return new ModelView(
                cut(offer.model()),
                announcement.provider().hex(),
                PublicKeys.npub(announcement.provider()),
                offer.price().or(announcement::price).orElse(null),
                offer.simulated() || announcement.simulated(),
                alive);
    }

    private static ProviderView view(
            ProviderAnnouncement announcement, long lastSeen, Instant now) {
        return new ProviderView(
                announcement.provider().hex(),
                PublicKeys.npub(announcement.provider()),
                announcement.name().map(Directory::cut).orElse(null),
                announcement.about().map(Directory::cut).orElse(null),
                announcement.kinds().stream().sorted().toList(),
                announcement.models().stream().map(offer -> cut(offer.model())).toList(),
                announcement.price().orElse(null),
                announcement.simulated(),
                isAlive(lastSeen, now),
                Instant.ofEpochSecond(lastSeen),
                Math.max(0, now.getEpochSecond() - lastSeen),
                ProviderEvidence.NONE);
    }

    private static boolean isAlive(long lastSeen, Instant now) {
        return lastSeen >= now.minus(ProviderAnnouncements.ALIVE).getEpochSecond();
    }

    private static String cut(String text) {
        return text.length() <= MAX_WORDS ? text : text.substring(0, MAX_WORDS);
    }
}
