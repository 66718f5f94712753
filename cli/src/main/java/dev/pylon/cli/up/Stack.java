package dev.pylon.cli.up;

import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.home.Home;
import dev.pylon.cli.home.Settings;
import dev.pylon.kit.app.ServiceApp;
import dev.pylon.postgres.LocalPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.springframework.context.ConfigurableApplicationContext;

/** The services of one machine in this JVM, with their database. */
final class Stack implements AutoCloseable {
    private final LocalPostgres postgres;
    private final Map<Service, ConfigurableApplicationContext> running;

    private Stack(LocalPostgres postgres, Map<Service, ConfigurableApplicationContext> running) {
        this.postgres = postgres;
        this.running = running;
    }

    /**
     * Starts the database, then all services at once; if one fails, those started are stopped
     * again.
     */
    static Stack start(Home home, Mode mode, Consumer<String> progress) {
        Settings settings = home.settings();
        Set<Service> services = mode.services(settings);
        requireFreePorts(home, services);
        progress.accept("PostgreSQL");
        LocalPostgres postgres = LocalPostgres.start(home.folder(), home.ports().postgres());
        services.stream()
                .map(Service::database)
                .filter(name -> !name.isEmpty())
                .forEach(postgres::createDatabase);
        Arguments arguments =
                new Arguments(home, settings, postgres, services.contains(Service.RELAY));
        Map<Service, ConfigurableApplicationContext> running = new EnumMap<>(Service.class);
        try (ExecutorService starters =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().name("start-", 0).factory())) {
            Map<Service, Future<ConfigurableApplicationContext>> starting =
                    new EnumMap<>(Service.class);
            services.forEach(service ->
                    starting.put(
                            service,
                            starters.submit(() ->
                                    ServiceApp.run(
                                            service.application(),
                                            service.configName(),
                                            arguments.of(service)))));
            List<String> failures = new ArrayList<>();
            starting.forEach((service, future) -> {
                try {
                    running.put(service, future.get());
                    progress.accept(service.configName());
                } catch (ExecutionException e) {
                    failures.add(service.configName() + " did not start: " + rootCause(e));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    failures.add("interrupted");
                }
            });
            if (!failures.isEmpty()) {
                new Stack(postgres, running).close();
                throw new CommandFailure(ExitCode.FAILED, String.join("\n", failures));
            }
        }
        return new Stack(postgres, running);
    }

    /** Buyers and sellers first, what they use afterwards. */
    @Override
    public void close() {
        Service[] order = Service.values();
        for (int i = order.length - 1; i >= 0; i--) {
            ConfigurableApplicationContext context = running.get(order[i]);
            if (context != null) {
                context.close();
            }
        }
        postgres.stop();
    }

    private static void requireFreePorts(Home home, Set<Service> services) {
        for (Service service : services) {
            int port = service.port(home.ports());
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException taken) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "Port "
                                + port
                                + ", which "
                                + service.configName()
                                + " needs, is taken by another process. Stop it,"
                                + " or set another port-offset in "
                                + home.configuration()
                                + ".");
            }
        }
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
