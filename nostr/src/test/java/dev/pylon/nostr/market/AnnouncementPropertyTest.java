package dev.pylon.nostr.market;

import static dev.pylon.nostr.market.Parties.PROVIDER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventArbitraries;
import dev.pylon.primitives.Msat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AnnouncementPropertyTest {
    @Property(tries = 200)
    void anAnnouncementComesBack(
            @ForAll("text") String identifier,
            @ForAll("kinds") Set<Integer> kinds,
            @ForAll("text") String name,
            @ForAll("text") String about,
            @ForAll("offers") List<ModelOffer> models,
            @ForAll("prices") Msat price,
            @ForAll boolean simulated) {
        Event event =
                ProviderAnnouncements.template(
                                identifier,
                                kinds,
                                name,
                                about,
                                models,
                                price,
                                Set.of("nip44", "nip04"),
                                simulated)
                        .sign(PROVIDER);

        ProviderAnnouncement read = ProviderAnnouncements.read(Event.fromJson(event.toJson()));

        assertThat(read)
                .isEqualTo(
                        new ProviderAnnouncement(
                                event,
                                identifier,
                                kinds,
                                Optional.of(name),
                                Optional.of(about),
                                models,
                                Optional.of(price),
                                Set.of("nip44", "nip04"),
                                simulated));
        assertThat(read.provider()).isEqualTo(PROVIDER.publicKey());
    }

    @Provide
    Arbitrary<String> text() {
        return EventArbitraries.text();
    }

    @Provide
    Arbitrary<Set<Integer>> kinds() {
        return Arbitraries.integers().between(5_000, 5_999).set().ofMaxSize(5);
    }

    @Provide
    Arbitrary<Msat> prices() {
        return Arbitraries.longs().between(0, Msat.MAX_VALUE).map(Msat::of);
    }

    @Provide
    Arbitrary<List<ModelOffer>> offers() {
        return Combinators.combine(
                        text().filter(name -> !name.isBlank()),
                        prices().optional(),
                        Arbitraries.of(true, false))
                .as(ModelOffer::new)
                .list()
                .ofMaxSize(5);
    }
}
