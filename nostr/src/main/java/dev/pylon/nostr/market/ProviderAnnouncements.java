package dev.pylon.nostr.market;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.json.JsonWriter;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads and writes announcements and the heartbeats that keep them alive. */
public final class ProviderAnnouncements {
    /** How often a heartbeat is sent. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(300);

    /** For how long one counts. */
    public static final Duration ALIVE = Duration.ofSeconds(900);

    private static final String UNIT = "job";
    private static final int MAX_KIND = 65_535;

    private ProviderAnnouncements() {}

    /**
     * Reads leniently: content that is no JSON leaves the names empty.
     *
     * @throws MalformedJob if it is of another kind
     */
    public static ProviderAnnouncement read(Event event) {
        if (event.kind() != Kinds.HANDLER_INFORMATION) {
            throw new MalformedJob(
                    RefusalReason.MALFORMED_REQUEST,
                    "kind " + event.kind() + " is no announcement");
        }
        Set<Integer> kinds = new LinkedHashSet<>();
        event.tags()
                .values("k")
                .filter(text -> text.matches("\\d{1,5}"))
                .map(Integer::valueOf)
                .filter(kind -> kind <= MAX_KIND)
                .forEach(kinds::add);
        AnnouncementContent content = AnnouncementContent.read(event.content());
        return new ProviderAnnouncement(
                event,
                event.tags().firstValue("d").orElse(""),
                kinds,
                content.name(),
                content.about(),
                content.models(),
                event.tags()
                        .first("price")
                        .flatMap(ProviderAnnouncements::price)
                        .or(content::price),
                content.encryption(),
                content.simulated());
    }

    public static EventTemplate template(
            String identifier,
            Set<Integer> kinds,
            String name,
            String about,
            List<ModelOffer> models,
            Msat price,
            Set<String> encryption,
            boolean simulated) {
        List<Tag> tags = new ArrayList<>(List.of(Tag.of("d", identifier)));
        kinds.stream().sorted().forEach(kind -> tags.add(Tag.of("k", Integer.toString(kind))));
        tags.add(Tag.of("price", Long.toString(price.value()), UNIT));
        JsonWriter json = new JsonWriter().beginObject();
        json.name("name").value(name).name("about").value(about).name("simulated").value(simulated);
        json.name("priceMsat").value(price.value()).name("encryption").beginArray();
        encryption.stream().sorted().forEach(json::value);
        json.endArray().name("models").beginArray();
        for (ModelOffer model : models) {
            json.beginObject().name("model").value(model.model());
            model.price().ifPresent(amount -> json.name("priceMsat").value(amount.value()));
            json.name("simulated").value(model.simulated()).endObject();
        }
        json.endArray().endObject();
        return EventTemplate.of(Kinds.HANDLER_INFORMATION, Tags.of(tags), json.toString());
    }

    /** Of a job: a price by the token says nothing of what a job costs. */
    private static Optional<Msat> price(Tag tag) {
        Optional<Msat> amount = tag.value().flatMap(MarketTags::amount);
        return switch (tag.value(2).orElse("").strip().toLowerCase(Locale.ROOT)) {
            case "", UNIT, "request", "msat", "msats" -> amount;
            default -> Optional.empty();
        };
    }

    /** A heartbeat of the announcement with this identifier. */
    public static EventTemplate heartbeat(String identifier, Instant now) {
        return EventTemplate.of(
                        Kinds.HEARTBEAT,
                        Tags.of(
                                Tag.of("d", identifier),
                                Tag.of(
                                        "expiration",
                                        Long.toString(now.plus(ALIVE).getEpochSecond()))),
                        "")
                .withCreatedAt(now);
    }

    /**
     * The {@code d} of the announcement a heartbeat is about, empty text if it names none; empty if
     * it is no heartbeat.
     */
    public static Optional<String> announcementOf(Event heartbeat) {
        return heartbeat.kind() == Kinds.HEARTBEAT
                ? Optional.of(heartbeat.tags().firstValue("d").orElse(""))
                : Optional.empty();
    }

    /** Whether a heartbeat still counts: not older than {@link #ALIVE}, and not expired. */
    public static boolean isAlive(Event heartbeat, Instant now) {
        return heartbeat.kind() == Kinds.HEARTBEAT
                && !heartbeat.createdAtInstant().plus(ALIVE).isBefore(now)
                && heartbeat.expiration().filter(end -> end.isBefore(now)).isEmpty();
    }
}
