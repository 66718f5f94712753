package dev.pylon.cli.up;

import dev.pylon.bridge.BridgeAgentApplication;
import dev.pylon.buyer.BuyerServiceApplication;
import dev.pylon.cli.home.Ports;
import dev.pylon.provider.ProviderServiceApplication;
import dev.pylon.relay.RelayServiceApplication;
import dev.pylon.wallet.WalletServiceApplication;

/** The five services, in the order in which they are stopped backwards. */
public enum Service {
    RELAY("relay-service", RelayServiceApplication.class, "pylon_relay"),
    WALLET("wallet-service", WalletServiceApplication.class, "pylon_wallet"),
    BRIDGE("bridge-agent", BridgeAgentApplication.class, ""),
    PROVIDER("provider-service", ProviderServiceApplication.class, "pylon_provider"),
    BUYER("buyer-service", BuyerServiceApplication.class, "pylon_buyer");

    private final String configName;
    private final Class<?> application;
    private final String database;

    Service(String configName, Class<?> application, String database) {
        this.configName = configName;
        this.application = application;
        this.database = database;
    }

    /** The name of its configuration and of its module. */
    public String configName() {
        return configName;
    }

    Class<?> application() {
        return application;
    }

    /** Empty for the one that needs none. */
    public String database() {
        return database;
    }

    public int port(Ports ports) {
        return switch (this) {
            case RELAY -> ports.relay();
            case WALLET -> ports.wallet();
            case BRIDGE -> ports.bridge();
            case PROVIDER -> ports.provider();
            case BUYER -> ports.buyer();
        };
    }
}
