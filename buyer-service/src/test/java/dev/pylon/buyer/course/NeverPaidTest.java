package dev.pylon.buyer.course;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.ProviderLists;
import dev.pylon.buyer.job.Quote;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the policy, a quote that may not be paid is not. */
class NeverPaidTest {
    private static final long BID = 50_000;
    private static final Duration WINDOW = Duration.ofMinutes(9);

    private static final List<SecretKey> PROVIDERS =
            Stream.generate(SecretKey::generate).limit(6).toList();

    enum Fault {
        NONE,
        DENIED,
        OVER_BID,
        EXPIRES_IN_THE_WINDOW
    }

    @Property(tries = 200)
    void onlyWhatMayBePaidIsChosen(
            @ForAll SelectionPolicy policy,
            @ForAll @Size(6) List<Fault> faults,
            @ForAll @Size(6) List<@IntRange(min = 1, max = 9) Integer> prices) {
        List<PublicKey> keys = PROVIDERS.stream().map(SecretKey::publicKey).toList();
        Set<PublicKey> denied =
                Stream.iterate(0, i -> i < 6, i -> i + 1)
                        .filter(i -> faults.get(i) == Fault.DENIED)
                        .map(keys::get)
                        .collect(Collectors.toSet());
        Rules rules = new Rules(policy, WINDOW, new ProviderLists(Set.of(), denied), 20, 1_000);
        Jobs job = Jobs.of(rules, Msat.of(BID), true);
        Map<PublicKey, Fault> known = new HashMap<>();

        for (int i = 0; i < 6; i++) {
            known.put(keys.get(i), faults.get(i));
            job.hears(quote(job, PROVIDERS.get(i), faults.get(i), prices.get(i)));
        }
        job.later(WINDOW).happens(new Happening.Reconsidered());
        while (job.job.money().isMoving()) {
            Fault chosen = known.get(job.asked().provider());
            assertThat(chosen)
                    .isIn(
                            policy == SelectionPolicy.FIRST
                                    ? List.of(Fault.NONE, Fault.EXPIRES_IN_THE_WINDOW)
                                    : List.of(Fault.NONE));
            job.wallet(new PaymentOutcome.Failed(new Problem("no-route", "none")))
                    .happens(new Happening.Reconsidered());
        }
        long good = faults.stream().filter(fault -> fault == Fault.NONE).count();
        assertThat(job.timesAsked()).isGreaterThanOrEqualTo(good == 0 ? 0 : 1);
        if (policy.waits()) {
            assertThat(job.timesAsked()).isEqualTo(good);
        }
    }

    private static Reply quote(Jobs job, SecretKey provider, Fault fault, int price) {
        Reply.Priced priced =
                (Reply.Priced)
                        job.quote(
                                provider,
                                price * 1_000L,
                                fault == Fault.OVER_BID
                                        ? new Problem("amount-over-bid", "")
                                        : null);
        Quote quote = priced.quote();
        Quote brief =
                new Quote(
                        quote.provider(),
                        quote.event(),
                        quote.amount(),
                        quote.bolt11(),
                        quote.hash(),
                        job.now().plusSeconds(30),
                        quote.problem(),
                        quote.at());
        return fault == Fault.EXPIRES_IN_THE_WINDOW
                ? new Reply.Priced(priced.source(), brief)
                : priced;
    }
}
