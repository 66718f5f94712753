package dev.pylon.cli.up;

import dev.pylon.cli.home.Home;
import dev.pylon.cli.home.Ports;
import dev.pylon.cli.home.Settings;
import dev.pylon.postgres.LocalPostgres;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The properties each service is started with on one machine: its database, keys, ports and
 * neighbours.
 */
public final class Arguments {
    private final Home home;
    private final Settings settings;
    private final Ports ports;
    private final LocalPostgres postgres;
    private final List<String> relays;

    public Arguments(Home home, Settings settings, LocalPostgres postgres, boolean ownRelay) {
        this.home = home;
        this.settings = settings;
        this.ports = new Ports(settings.portOffset());
        this.postgres = postgres;
        List<String> all = new ArrayList<>();
        if (ownRelay) {
            all.add(ownRelayUrl());
        }
        all.addAll(settings.relays());
        this.relays = List.copyOf(all);
    }

    public List<String> relays() {
        return relays;
    }

    public String[] of(Service service) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("server.address", isForOthers(service) ? "0.0.0.0" : "127.0.0.1");
        properties.put("server.port", Integer.toString(service.port(ports)));
        properties.put("pylon.network", settings.network());
        if (Files.exists(home.hashes(service.configName()))) {
            properties.put("pylon.api-keys-file", home.hashes(service.configName()).toString());
        }
        if (!service.database().isEmpty()) {
            properties.put("spring.r2dbc.url", postgres.r2dbcUrl(service.database()));
            properties.put("spring.r2dbc.username", postgres.user());
            properties.put("spring.r2dbc.password", postgres.password());
            properties.put("spring.flyway.url", postgres.jdbcUrl(service.database()));
            properties.put("spring.flyway.user", postgres.user());
            properties.put("spring.flyway.password", postgres.password());
        }
        properties.putAll(specific(service));
        properties.putAll(settings.services().getOrDefault(service.configName(), Map.of()));
        return properties.entrySet().stream()
                .map(e -> "--" + e.getKey() + "=" + e.getValue())
                .toArray(String[]::new);
    }

    private Map<String, String> specific(Service service) {
        Map<String, String> own = new LinkedHashMap<>();
        String wallet = settings.wallet().orElse("http://127.0.0.1:" + ports.wallet());
        switch (service) {
            case RELAY -> {
                own.put("pylon.relay.public-url", ownRelayUrl());
                own.put("pylon.relay.self", home.npub("relay"));
            }
            case WALLET -> {}
            case BRIDGE -> {
                own.put("pylon.bridge.home", home.folder().toString());
                own.put("pylon.bridge.port", Integer.toString(ports.modelProcess()));
                own.put(
                        "pylon.bridge.log-file",
                        home.logs().resolve("model-process.log").toString());
            }
            case PROVIDER -> {
                own.put("pylon.identity.key-file", home.key("provider").toString());
                own.put("pylon.wallet.url", wallet);
                own.put("pylon.wallet.api-key-file", home.secret(Home.PROVIDER_WALLET).toString());
                own.put("pylon.provider.backends.bridge.url", "http://127.0.0.1:" + ports.bridge());
                own.put(
                        "pylon.provider.backends.bridge.api-key-file",
                        home.secret("provider-bridge").toString());
                own.put("pylon.provider.models-file", home.models().toString());
                own.put("pylon.provider.open-relays", "true");
                addRelays(own);
            }
            case BUYER -> {
                own.put("pylon.identity.key-file", home.key("buyer").toString());
                own.put("pylon.wallet.url", wallet);
                own.put(
                        "pylon.buyer.wallets.buyer.api-key-file",
                        home.secret("buyer-wallet").toString());
                addRelays(own);
            }
        }
        return own;
    }

    private boolean isForOthers(Service service) {
        return settings.address().isPresent()
                && (service == Service.RELAY || service == Service.WALLET);
    }

    /** As other machines know it, so that jobs which name it can be answered from there. */
    private String ownRelayUrl() {
        String configured =
                settings.services()
                        .getOrDefault(Service.RELAY.configName(), Map.of())
                        .get("pylon.relay.public-url");
        return configured == null
                ? "ws://" + settings.address().orElse("127.0.0.1") + ":" + ports.relay()
                : configured;
    }

    private void addRelays(Map<String, String> properties) {
        for (int i = 0; i < relays.size(); i++) {
            properties.put("pylon.relays[" + i + "]", relays.get(i));
        }
    }
}
