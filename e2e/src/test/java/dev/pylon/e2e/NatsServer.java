package dev.pylon.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** The {@code nats-server} of the path, on one port. */
final class NatsServer implements AutoCloseable {
    private final int port;
    private Process process;

    NatsServer(int port) {
        this.port = port;
        process = start(port);
    }

    String url() {
        return "nats://127.0.0.1:" + port;
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    void restart() {
        process = start(port);
    }

    @Override
    public void close() {
        kill();
    }

    private static Process start(int port) {
        try {
            Path log = Path.of("target", "e2e-logs", "nats-server.log");
            Files.createDirectories(log.getParent());
            Process process =
                    new ProcessBuilder("nats-server", "-a", "127.0.0.1", "-p", "" + port)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .ignoreExceptions()
                    .until(() -> {
                        try (Socket socket = new Socket("127.0.0.1", port)) {
                            return socket.isConnected();
                        }
                    });
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("nats-server is not on the PATH", e);
        }
    }
}
