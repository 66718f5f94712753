package dev.pylon.cli.up;

import java.util.EnumSet;
import java.util.Set;

/** Which services a machine runs. */
enum Mode {
    all(EnumSet.allOf(Service.class)),
    /** What a seller needs, with relays elsewhere. */
    provider(EnumSet.of(Service.WALLET, Service.BRIDGE, Service.PROVIDER)),
    /** What a buyer needs, with relays elsewhere. */
    buyer(EnumSet.of(Service.WALLET, Service.BUYER)),
    relay(EnumSet.of(Service.RELAY));

    private final Set<Service> services;

    Mode(Set<Service> services) {
        this.services = services;
    }

    /** Without other relays to use, our own is started too. */
    Set<Service> services(boolean otherRelays) {
        Set<Service> chosen = EnumSet.copyOf(services);
        if (!otherRelays) {
            chosen.add(Service.RELAY);
        }
        return chosen;
    }
}
