package dev.pylon.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One service as its own process. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    /** The first process of a program prepares its classes when it ends. */
    private static final Duration END_LIMIT = Duration.ofMinutes(2);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final ServiceProgram program;
    private final List<String> arguments;
    private final int port;
    private final Path log;
    private Process process;

    private ServiceProcess(
            String name,
            ServiceProgram program,
            List<String> arguments,
            int port,
            Path log,
            Process process) {
        this.name = name;
        this.program = program;
        this.arguments = arguments;
        this.port = port;
        this.log = log;
        this.process = process;
    }

    /** Starts without waiting. */
    static ServiceProcess launch(
            String name, ServiceProgram program, List<String> arguments, int port, Path log) {
        return new ServiceProcess(
                name, program, arguments, port, log, spawn(program, arguments, log));
    }

    ServiceProcess awaitReady() {
        Instant limit = Instant.now().plus(START_LIMIT);
        HttpRequest probe =
                HttpRequest.newBuilder(URI.create(url() + "/health/ready"))
                        .timeout(Duration.ofSeconds(2))
                        .build();
        while (Instant.now().isBefore(limit)) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        name
                                + " ended with "
                                + process.exitValue()
                                + "; see "
                                + log
                                + "\n"
                                + tail());
            }
            try {
                if (HTTP.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return this;
                }
            } catch (IOException notYet) {
                // asked again below
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new IllegalStateException(
                name + " is not ready after " + START_LIMIT + "; see " + log + "\n" + tail());
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String webSocketUrl() {
        return "ws://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    Path log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The sum of a metric over its labels; 0 for one that is not there yet. */
    double metric(String name) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/metrics")).build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(
                            line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The most bytes of this machine's memory that it has had at once; empty where none says so.
     */
    OptionalLong mostMemory() {
        return memory("VmHWM:");
    }

    /** The bytes of this machine's memory that it has now. */
    OptionalLong memory() {
        return memory("VmRSS:");
    }

    private OptionalLong memory(String field) {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** As {@code kill -9}: nothing is told to it. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it again, with further arguments that win over the first ones. */
    ServiceProcess restart(String... further) {
        process =
                spawn(
                        program,
                        Market.lastWins(
                                Stream.concat(arguments.stream(), Stream.of(further)).toList()),
                        log);
        return awaitReady();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(END_LIMIT)) {
                program.ended();
            } else {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }

    private static Process spawn(ServiceProgram program, List<String> arguments, Path log) {
        try {
            Files.createDirectories(log.getParent());
            return new ProcessBuilder(program.command(arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
