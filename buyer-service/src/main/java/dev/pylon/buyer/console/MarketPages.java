package dev.pylon.buyer.console;

import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Templates;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Who sells, and the relays in between. */
final class MarketPages {
    private final BuyerApi buyer;
    private final Pages pages;
    private final Templates templates;

    MarketPages(BuyerApi buyer, Pages pages, Templates templates) {
        this.buyer = buyer;
        this.pages = pages;
        this.templates = templates;
    }

    Mono<ServerResponse> providers(ServerRequest request) {
        return pages.live(
                request,
                "Providers",
                output -> {},
                Mono.defer(() -> buyer.providers(null, null))
                        .map(found -> templates.fill("providers", found.items())));
    }

    Mono<ServerResponse> relays(ServerRequest request) {
        return pages.live(
                request,
                "Relays",
                output -> {},
                Mono.defer(buyer::status).map(status -> templates.fill("relays", status)));
    }
}
