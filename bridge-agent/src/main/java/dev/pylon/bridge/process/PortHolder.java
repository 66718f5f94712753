package dev.pylon.bridge.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Who has a port, to be named and never ended. */
final class PortHolder {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";

    private PortHolder() {}

    /**
     * macOS lets one listen on 127.0.0.1 beside a stranger on all addresses, so it is called too.
     */
    static boolean isFree(int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (IOException taken) {
            return false;
        }
        try (Socket caller = new Socket()) {
            caller.connect(address, 500);
            return false;
        } catch (IOException nobodyThere) {
            return true;
        }
    }

    /** Process id and program where the operating system tells them. */
    static String describe(int port) throws InterruptedException {
        return (Files.isReadable(PROC.resolve("net/tcp")) ? byProc(port) : byLsof(port))
                .map(pid ->
                        "process "
                                + pid
                                + ProcessHandle.of(pid)
                                        .flatMap(process -> process.info().command())
                                        .map(command -> " (" + command + ")")
                                        .orElse(""))
                .orElse("another process");
    }

    /** Linux, for processes of the same user. */
    static Optional<Long> byProc(int port) {
        Optional<String> socket =
                Stream.of("net/tcp", "net/tcp6")
                        .flatMap(table -> lines(PROC.resolve(table)).stream())
                        .map(line -> line.strip().split("\\s+"))
                        .filter(row -> row.length > 9 && row[3].equals(LISTENING))
                        .filter(row -> row[1].endsWith(":%04X".formatted(port)))
                        .map(row -> "socket:[" + row[9] + "]")
                        .findFirst();
        return socket.flatMap(wanted ->
                ProcessHandle.allProcesses()
                        .map(ProcessHandle::pid)
                        .filter(pid -> holds(pid, wanted))
                        .findFirst());
    }

    private static boolean holds(long pid, String socket) {
        try (Stream<Path> open = Files.list(PROC.resolve(pid + "/fd"))) {
            return open.anyMatch(link -> {
                try {
                    return Files.readSymbolicLink(link).toString().equals(socket);
                } catch (IOException closedMeanwhile) {
                    return false;
                }
            });
        } catch (IOException | java.io.UncheckedIOException notOurs) {
            return false;
        }
    }

    /** macOS has it, and many Linux machines. */
    static Optional<Long> byLsof(int port) throws InterruptedException {
        try {
            Process lsof =
                    new ProcessBuilder("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-t")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!lsof.waitFor(3, TimeUnit.SECONDS)) {
                lsof.destroyForcibly();
                return Optional.empty();
            }
            return new String(lsof.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.matches("[0-9]{1,10}"))
                    .map(Long::valueOf)
                    .findFirst();
        } catch (IOException noLsof) {
            return Optional.empty();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException notThere) {
            return List.of();
        }
    }
}
