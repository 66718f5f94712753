package dev.pylon.buyer.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.buyer.job.Quote;
import dev.pylon.lightning.Preimage;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final EventId USUAL = EventId.fromHex("00000001" + "0".repeat(56));
    private static final EventId TRIAL = EventId.fromHex("00000005" + "0".repeat(56));
    private static final PublicKey A = SecretKey.generate().publicKey();
    private static final PublicKey B = SecretKey.generate().publicKey();
    private static final PublicKey C = SecretKey.generate().publicKey();

    private static Quote quote(PublicKey provider, long msat) {
        return quote(provider, msat, NOW);
    }

    private static Quote quote(PublicKey provider, long msat, Instant at) {
        Preimage preimage = Preimage.random();
        return new Quote(
                provider,
                USUAL,
                Msat.of(msat),
                "lnbcrt" + preimage.hash().hex(),
                preimage.hash(),
                NOW.plusSeconds(60),
                null,
                at);
    }

    private static Experience good(long millis) {
        return new Experience(10, 0, Duration.ofMillis(millis));
    }

    private static PublicKey chosen(
            EventId job,
            SelectionPolicy policy,
            Map<PublicKey, Experience> evidence,
            Quote... quotes) {
        return new Selection(job, evidence)
                .choose(policy, List.of(quotes))
                .orElseThrow()
                .provider();
    }

    @Test
    void theCheapestIsTakenAndOfEqualOnesTheMoreReliable() {
        Map<PublicKey, Experience> evidence =
                Map.of(A, new Experience(5, 5, Duration.ofMillis(10)), B, good(900));

        assertThat(chosen(USUAL, SelectionPolicy.CHEAPEST, evidence, quote(A, 10), quote(B, 11)))
                .isEqualTo(A);
        assertThat(chosen(USUAL, SelectionPolicy.CHEAPEST, evidence, quote(A, 11), quote(B, 11)))
                .isEqualTo(B);
    }

    @Test
    void theFastestIsTakenWhateverItCosts() {
        Map<PublicKey, Experience> evidence = Map.of(A, good(900), B, good(100));

        assertThat(chosen(USUAL, SelectionPolicy.FASTEST, evidence, quote(A, 1), quote(B, 99)))
                .isEqualTo(B);
    }

    @Test
    void whoIsQuickButFailsIsNotTheFastest() {
        Map<PublicKey, Experience> evidence =
                Map.of(A, new Experience(1, 9, Duration.ofMillis(100)), B, good(200));

        assertThat(chosen(USUAL, SelectionPolicy.FASTEST, evidence, quote(A, 1), quote(B, 1)))
                .isEqualTo(B);
    }

    @Test
    void whoHasOnlyFailedIsTakenLast() {
        Map<PublicKey, Experience> evidence =
                Map.of(A, new Experience(0, 4, null), B, good(60_000));

        for (SelectionPolicy policy : List.of(SelectionPolicy.FASTEST, SelectionPolicy.BALANCED)) {
            assertThat(chosen(TRIAL, policy, evidence, quote(A, 1), quote(B, 90))).isEqualTo(B);
        }
    }

    @Test
    void oneJobInFiveTriesTheCheapestOfTheNew() {
        Map<PublicKey, Experience> evidence = Map.of(A, good(100));
        Quote[] quotes = {quote(A, 5), quote(B, 50), quote(C, 40)};

        assertThat(chosen(USUAL, SelectionPolicy.FASTEST, evidence, quotes)).isEqualTo(A);
        assertThat(chosen(TRIAL, SelectionPolicy.FASTEST, evidence, quotes)).isEqualTo(C);
        assertThat(chosen(TRIAL, SelectionPolicy.BALANCED, evidence, quotes)).isEqualTo(C);
        assertThat(chosen(TRIAL, SelectionPolicy.CHEAPEST, evidence, quotes)).isEqualTo(A);
    }

    @Test
    void theNewAreTakenByPriceWhereNobodyIsKnown() {
        assertThat(chosen(USUAL, SelectionPolicy.FASTEST, Map.of(), quote(A, 9), quote(B, 8)))
                .isEqualTo(B);
    }

    @Test
    void balancedWeighsPriceAgainstTime() {
        Map<PublicKey, Experience> evidence = Map.of(A, good(1_000), B, good(500), C, good(490));

        assertThat(
                        chosen(
                                USUAL,
                                SelectionPolicy.BALANCED,
                                evidence,
                                quote(A, 100),
                                quote(B, 110),
                                quote(C, 400)))
                .isEqualTo(B);
    }

    @Property(tries = 300)
    void theChoiceIsOneOfThoseThatMayBeTakenAndTheOrderDoesNotMatter(
            @ForAll SelectionPolicy policy,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 5) Integer> prices,
            @ForAll @IntRange(max = 9) int job,
            @ForAll @IntRange(max = 6) int known) {
        List<Quote> quotes = new ArrayList<>();
        Map<PublicKey, Experience> evidence = new HashMap<>();
        for (int i = 0; i < prices.size(); i++) {
            PublicKey provider = PublicKey.fromHex(("0" + (i + 1)).repeat(32));
            quotes.add(quote(provider, prices.get(i), NOW.plusMillis(i)));
            if (i < known) {
                evidence.put(provider, new Experience(3 + i, i, Duration.ofMillis(100L + i)));
            }
        }
        Selection selection =
                new Selection(EventId.fromHex("0000000" + job + "0".repeat(56)), evidence);

        Quote choice = selection.choose(policy, quotes).orElseThrow();

        assertThat(quotes).contains(choice);
        assertThat(selection.choose(policy, quotes.reversed())).contains(choice);
        if (policy == SelectionPolicy.CHEAPEST) {
            assertThat(prices)
                    .noneMatch(price ->
                            Msat.of(price).compareTo(Objects.requireNonNull(choice.amount())) < 0);
        }
    }
}
