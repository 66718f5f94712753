package dev.pylon.buyer.settings;

import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.buyer.course.Rules;
import dev.pylon.buyer.job.ProviderLists;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.PublicKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code pylon.buyer}: how jobs are bought.
 *
 * @param policy by which a provider is chosen among several
 * @param quoteWindow how long quotes are collected after the first, where several may quote. It
 *     ends early once every provider that announces such work and is alive has quoted, unless the
 *     job names a window of its own
 * @param maxQuoteWindow the longest a job may name
 * @param allow npub or hex; if not empty, nobody else is paid
 * @param deny npub or hex; never paid
 * @param evidenceHalfLife the age at which what a job has shown of a provider counts half
 * @param timeout of a job that names none
 * @param maxTimeout the longest a job may name
 * @param maxRelays a job may name
 * @param maxProviders a job may name
 * @param maxInput the inputs and parameters of a job together
 * @param maxReply the content of a reply
 * @param maxReplies of a job that are kept
 * @param subscribeWait how long a relay is given to confirm that we listen before the job is
 *     published there
 * @param publishLimit how long a relay is given to take a job, before it is tried anew
 * @param openRelays whether relays that jobs name may be at private addresses; on regtest only
 * @param maxGuestRelays named by jobs, and connected to at a time
 * @param refundGrace how long a payment for failed work may take to come back before the job is
 *     called paid and undelivered
 * @param lateFor how long after its deadline an unpaid job still takes a result
 * @param keepFor how long a job that has ended is kept
 * @param walletTimeout of a call to the wallet
 * @param wallets whose money an account of ours spends
 */
@ConfigurationProperties("pylon.buyer")
public record BuyerSettings(
        @DefaultValue("cheapest") SelectionPolicy policy,
        @DefaultValue("300ms") Duration quoteWindow,
        @DefaultValue("60s") Duration maxQuoteWindow,
        @DefaultValue List<String> allow,
        @DefaultValue List<String> deny,
        @DefaultValue("7d") Duration evidenceHalfLife,
        @DefaultValue("60s") Duration timeout,
        @DefaultValue("24h") Duration maxTimeout,
        @DefaultValue("10") int maxRelays,
        @DefaultValue("50") int maxProviders,
        @DefaultValue("256KB") DataSize maxInput,
        @DefaultValue("768KB") DataSize maxReply,
        @DefaultValue("200") int maxReplies,
        @DefaultValue("2s") Duration subscribeWait,
        @DefaultValue("5s") Duration publishLimit,
        @DefaultValue("false") boolean openRelays,
        @DefaultValue("64") int maxGuestRelays,
        @DefaultValue("2s") Duration refundGrace,
        @DefaultValue("7d") Duration lateFor,
        @DefaultValue("30d") Duration keepFor,
        @DefaultValue("10s") Duration walletTimeout,
        @DefaultValue Map<String, WalletKey> wallets) {
    public BuyerSettings {
        wallets = Map.copyOf(wallets);
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        keys("allow", allow);
        keys("deny", deny);
        if (!evidenceHalfLife.isPositive()) {
            throw new IllegalArgumentException("evidenceHalfLife must be more than nothing");
        }
        atLeastOne("maxRelays", maxRelays);
        atLeastOne("maxProviders", maxProviders);
        atLeastOne("maxGuestRelays", maxGuestRelays);
        if (timeout.compareTo(maxTimeout) > 0) {
            throw new IllegalArgumentException("timeout is longer than maxTimeout");
        }
    }

    /**
     * @param apiKeyFile holds the wallet's API key for the account; its budget is the account's
     */
    public record WalletKey(Path apiKeyFile) {}

    public Rules rules() {
        return new Rules(
                policy, quoteWindow, lists(), maxReplies, Math.toIntExact(maxReply.toBytes()));
    }

    public ProviderLists lists() {
        return new ProviderLists(keys("allow", allow), keys("deny", deny));
    }

    private static Set<PublicKey> keys(String name, List<String> texts) {
        try {
            return texts.stream().map(PublicKeys::parse).collect(Collectors.toSet());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    name + " lists npubs or hex keys: " + e.getMessage(), e);
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1");
        }
    }
}
