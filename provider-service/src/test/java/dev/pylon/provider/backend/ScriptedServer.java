package dev.pylon.provider.backend;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP server on a real socket that answers by script, byte for byte, and misbehaves on demand.
 */
public final class ScriptedServer implements AutoCloseable {
    private static final int PIECE = 7;

    /** What is done with a connection once its request has been read. */
    public interface Script {
        void play(OutputStream out, InputStream in) throws IOException;
    }

    /**
     * @param line method and path
     * @param head the header lines
     */
    public record Request(String line, String head, String body) {}

    private final ServerSocket socket;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public ScriptedServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /**
     * @param line such as {@code POST /api/chat}
     */
    public ScriptedServer on(String line, Script script) {
        scripts.put(line, script);
        return this;
    }

    public List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A response from {@code recorded/}, in pieces that cut through lines and characters. */
    public static Script recorded(String file) {
        byte[] response = file(file);
        int body = bodyOf(response);
        return (out, in) -> {
            sendHead(out, response, body);
            sendPieces(out, response, body, response.length);
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        };
    }

    /** Three quarters of a response, and then the connection is gone. */
    public static Script cutOff(String file) {
        byte[] response = file(file);
        int body = bodyOf(response);
        return (out, in) -> {
            sendHead(out, response, body);
            sendPieces(out, response, body, body + (response.length - body) * 3 / 4);
        };
    }

    /** Three quarters of a response, and then a proper end, as if that were all. */
    public static Script endedEarly(String file) {
        byte[] response = file(file);
        int body = bodyOf(response);
        return (out, in) -> {
            sendHead(out, response, body);
            sendPieces(out, response, body, body + (response.length - body) * 3 / 4);
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        };
    }

    /** Three quarters of a response, and then nothing more for as long as the client waits. */
    public static Script stalled(String file) {
        byte[] response = file(file);
        int body = bodyOf(response);
        return (out, in) -> {
            sendHead(out, response, body);
            sendPieces(out, response, body, body + (response.length - body) * 3 / 4);
            out.flush();
            untilTheClientLeaves(in);
        };
    }

    /** Says nothing for as long as the client waits. */
    public static Script silent() {
        return (out, in) -> untilTheClientLeaves(in);
    }

    /** Takes the request and hangs up. */
    public static Script hangsUp() {
        return (out, in) -> {};
    }

    public static Script raw(String bytes) {
        return (out, in) -> out.write(bytes.getBytes(StandardCharsets.UTF_8));
    }

    public static Script answer(String status, String type, String body) {
        return raw(
                "HTTP/1.1 "
                        + status
                        + "\r\nContent-Type: "
                        + type
                        + "\r\nConnection: close\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length
                        + "\r\n\r\n"
                        + body);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            Request request = read(in);
            requests.add(request);
            Script script =
                    scripts.getOrDefault(
                            request.line(), answer("404 Not Found", "text/plain", "no script"));
            script.play(connection.getOutputStream(), in);
            connection.getOutputStream().flush();
        } catch (IOException clientLeft) {
            // which is its right
        }
    }

    private static Request read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
            text = head.toString(StandardCharsets.US_ASCII);
        }
        int length =
                text.lines()
                        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                        .findFirst()
                        .orElse(0);
        String[] first = text.lines().findFirst().orElse("").split(" ");
        return new Request(
                first[0] + " " + first[1],
                text,
                new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static void sendHead(OutputStream out, byte[] response, int body) throws IOException {
        String head = new String(response, 0, body, StandardCharsets.UTF_8);
        StringBuilder sent = new StringBuilder();
        head.lines()
                .filter(line -> !line.isBlank())
                .filter(line ->
                        !line.matches("(?i)(content-length|transfer-encoding|keep-alive):.*"))
                .forEach(line -> sent.append(line).append("\r\n"));
        sent.append("Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
        out.write(sent.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void sendPieces(OutputStream out, byte[] response, int from, int to)
            throws IOException {
        for (int at = from; at < to; at += PIECE) {
            int length = Math.min(PIECE, to - at);
            out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(response, at, length);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }

    private static void untilTheClientLeaves(InputStream in) throws IOException {
        while (in.read() >= 0) {
            // what it still says does not matter
        }
    }

    private static int bodyOf(byte[] response) {
        String text = new String(response, StandardCharsets.ISO_8859_1);
        int crlf = text.indexOf("\r\n\r\n");
        return crlf >= 0 ? crlf + 4 : text.indexOf("\n\n") + 2;
    }

    private static byte[] file(String name) {
        String path = "/recorded/" + name + ".http";
        try (InputStream in =
                Objects.requireNonNull(ScriptedServer.class.getResourceAsStream(path), path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
