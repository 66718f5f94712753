package dev.pylon.cli.doctor;

import dev.pylon.cli.home.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Whether the services' ports could be taken. */
final class FreePorts {
    private FreePorts() {}

    static List<Check> check(Ports ports) {
        List<Check> checks = new ArrayList<>();
        ports.byName()
                .forEach((name, port) -> {
                    if (!isFree(port)) {
                        checks.add(
                                Check.fail(
                                        "port " + port,
                                        "taken by another process, and " + name + " needs it",
                                        "Stop that process, or set another port-offset in config.yml."));
                    }
                });
        if (checks.isEmpty()) {
            checks.add(Check.ok("ports", ports.byName().values() + " are free"));
        }
        return checks;
    }

    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
