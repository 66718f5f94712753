package dev.pylon.bridge.process;

import dev.pylon.bridge.BridgeSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes all that the process says, however much, so that its pipe never fills; keeps the last lines
 * at hand.
 */
final class ProcessLog {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLog.class);
    private static final int TAIL_LINES = 200;
    private static final int MAX_LINE = 4_000;
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final BridgeSettings settings;
    private final Deque<String> tail = new ArrayDeque<>();
    private volatile String last = "";
    private volatile @Nullable Thread reader;

    ProcessLog(BridgeSettings settings) {
        this.settings = settings;
    }

    /** Reads until the process's end, on a thread of its own. */
    void drain(InputStream output) {
        last = "";
        reader =
                Thread.ofVirtual()
                        .name("model-process-output")
                        .start(() -> {
                            try (Reader reader =
                                    new BufferedReader(
                                            new InputStreamReader(
                                                    output, StandardCharsets.UTF_8))) {
                                StringBuilder line = new StringBuilder();
                                for (int c = reader.read(); c >= 0; c = reader.read()) {
                                    if (c == '\n' || line.length() >= MAX_LINE) {
                                        keep(line.toString());
                                        line.setLength(0);
                                    }
                                    if (c != '\n' && c != '\r') {
                                        line.append((char) c);
                                    }
                                }
                                if (!line.isEmpty()) {
                                    keep(line.toString());
                                }
                            } catch (IOException ended) {
                                LOG.atDebug()
                                        .addKeyValue("error", ended.getMessage())
                                        .log("the process's output has ended");
                            }
                        });
    }

    List<String> tail() {
        synchronized (tail) {
            return List.copyOf(tail);
        }
    }

    /** What the process that has just ended said last, to be put behind a reason. */
    String lastWords() throws InterruptedException {
        Thread reading = reader;
        if (reading != null) {
            // not longer: a child of it may still hold the pipe
            reading.join(LAST_WORDS);
        }
        return last.isBlank() ? "" : ", saying: " + last;
    }

    private void keep(String line) {
        last = line;
        synchronized (tail) {
            if (tail.size() == TAIL_LINES) {
                tail.removeFirst();
            }
            tail.addLast(line);
        }
        Path file = settings.logFile();
        if (file == null) {
            LOG.atInfo().addKeyValue("line", line).log("model process");
            return;
        }
        try {
            if (Files.exists(file) && Files.size(file) > settings.maxLogBytes()) {
                Files.move(
                        file,
                        file.resolveSibling(file.getFileName() + ".1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(
                    file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException diskFull) {
            LOG.atDebug()
                    .addKeyValue("error", diskFull.getMessage())
                    .log("the process's log can't be written");
        }
    }
}
