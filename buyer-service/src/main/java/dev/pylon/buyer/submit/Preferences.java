package dev.pylon.buyer.submit;

import dev.pylon.api.buyer.JobChoice;
import dev.pylon.buyer.job.Preference;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.ProviderLists;
import dev.pylon.buyer.settings.BuyerSettings;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.PublicKeys;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads how a caller wants the provider chosen, or says what is wrong with it. */
final class Preferences {
    private final BuyerSettings settings;

    Preferences(BuyerSettings settings) {
        this.settings = settings;
    }

    /**
     * @param targets asked by name: to ask for work that would never be paid is refused
     * @throws ProblemException 400, saying what to change
     */
    Preference of(@Nullable JobChoice choice, Set<PublicKey> targets) {
        Preference preference =
                choice == null
                        ? Preference.NONE
                        : new Preference(
                                choice.policy(),
                                window(choice.quoteWindowMs()),
                                new ProviderLists(
                                        keys("allow", choice.allow()),
                                        keys("deny", choice.deny())));
        for (PublicKey target : targets) {
            requirePayable(target, settings.lists().objection(target), "this buyer's settings");
            requirePayable(target, preference.lists().objection(target), "the job");
        }
        return preference;
    }

    private static void requirePayable(
            PublicKey target, @Nullable Problem objection, String whose) {
        if (objection != null) {
            throw ProblemException.badRequest(
                    objection.code(),
                    PublicKeys.npub(target)
                            + " is named in providers, but by the lists of "
                            + whose
                            + " it is never paid. Leave it out of providers, or change the list.");
        }
    }

    private @Nullable Duration window(@Nullable Integer millis) {
        if (millis == null) {
            return null;
        }
        long most = settings.maxQuoteWindow().toMillis();
        if (millis < 0 || millis > most) {
            throw ProblemException.badRequest(
                    "invalid-quote-window", "quoteWindowMs is from 0 to " + most + ".");
        }
        return Duration.ofMillis(millis);
    }

    private Set<PublicKey> keys(String name, @Nullable List<String> texts) {
        return texts == null
                ? Set.of()
                : Set.copyOf(
                        Requests.read(name, texts, settings.maxProviders(), PublicKeys::parse));
    }
}
