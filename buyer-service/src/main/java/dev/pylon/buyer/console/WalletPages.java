package dev.pylon.buyer.console;

import dev.pylon.api.wallet.AccountView;
import dev.pylon.api.wallet.EntryKind;
import dev.pylon.api.wallet.HistoryEntry;
import dev.pylon.buyer.pay.Accounts;
import dev.pylon.kit.auth.Callers;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Templates;
import gg.jte.Content;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** The account's balance and history. */
public final class WalletPages {
    private static final int PAGE = 25;
    private static final Pattern JOB = Pattern.compile("job ([0-9a-f]{64})");

    private final Accounts accounts;
    private final Pages pages;
    private final Templates templates;

    WalletPages(Accounts accounts, Pages pages, Templates templates) {
        this.accounts = accounts;
        this.pages = pages;
        this.templates = templates;
    }

    /**
     * A page of the history, under the balance.
     *
     * @param older where the next page is
     * @param first whether this is the first page
     */
    public record Wallet(
            AccountView account,
            List<HistoryEntry> history,
            @Nullable String older,
            boolean first) {
        /** The job that a payment was for, by its memo; null if it was for something else. */
        public @Nullable String job(HistoryEntry entry) {
            String memo = entry.description();
            Matcher found =
                    entry.kind() == EntryKind.PAYMENT && memo != null ? JOB.matcher(memo) : null;
            return found != null && found.matches() ? found.group(1) : null;
        }
    }

    Mono<ServerResponse> show(ServerRequest request) {
        String cursor = request.queryParam("cursor").orElse(null);
        Mono<Content> wallet =
                Callers.require(Scope.WALLET_READ)
                        .flatMap(caller ->
                                Mono.zip(
                                        accounts.account(caller.account()),
                                        accounts.history(caller.account(), cursor, PAGE)))
                        .map(both ->
                                templates.fill(
                                        "wallet",
                                        new Wallet(
                                                both.getT1(),
                                                both.getT2().items(),
                                                href(both.getT2().nextCursor()),
                                                cursor == null)));
        return pages.live(request, "Wallet", output -> {}, wallet);
    }

    private static @Nullable String href(@Nullable String cursor) {
        return cursor == null
                ? null
                : "/console/wallet?cursor="
                        + UriUtils.encode(cursor, java.nio.charset.StandardCharsets.UTF_8);
    }
}
