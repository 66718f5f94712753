package dev.pylon.cli.up;

import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.home.Settings;
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

    /**
     * Without other relays our own is started too; with another machine's wallet ours is not.
     *
     * @throws CommandFailure if this needs a key that can pay and there is none
     */
    Set<Service> services(Settings settings) {
        Set<Service> chosen = EnumSet.copyOf(services);
        if (settings.relays().isEmpty()) {
            chosen.add(Service.RELAY);
        }
        if (settings.wallet().isPresent()) {
            if (chosen.contains(Service.BUYER)) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "The wallet of this home is on another machine, and its key can't pay, so this home only"
                                + " sells. Start it with: pylon up --mode provider");
            }
            chosen.remove(Service.WALLET);
        }
        return chosen;
    }
}
