package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pylon.postgres.LocalPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database's disk is full, and has room again. */
class RelayFullDiskIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int SOME = 100;
    private Path disk;
    private boolean mounted;
    private Market market;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createTempDirectory("pylon-e2e-disk-");
        mounted = run("mount", "-t", "tmpfs", "-o", "size=400m,mode=755", "tmpfs", disk.toString());
        assumeTrue(mounted, "mounting a small file system takes root's rights");
        market = Market.open(RelayFullDiskIT.class, disk.resolve("home"));
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        try {
            if (market != null) {
                market.close();
            }
        } finally {
            if (mounted) {
                run("umount", "--lazy", disk.toString());
            }
            Files.delete(disk);
        }
    }

    @Test
    void whatIsAcknowledgedIsKeptAndItGoesOnWhenThereIsRoom() throws IOException {
        ServiceProcess relay = market.launchOpenRelay().awaitReady();
        try (Publishers publishers = new Publishers(relay, 8, 20_000);
                Subscriber live = new Subscriber(relay, publishers.filter())) {
            awaitSomeMore(publishers);

            Path ballast = fill();
            await().atMost(LIMIT).until(() -> publishers.refusals().size() >= SOME);

            Files.delete(ballast);
            // PostgreSQL gives up when it finds no room for its log, and is started again
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() ->
                            LocalPostgres.start(market.home().folder(), market.postgres().port())
                                    .isRunning());
            awaitSomeMore(publishers);
            Set<String> acknowledged = publishers.end();
            try (Subscriber stored = new Subscriber(relay, publishers.filter())) {
                assertThat(stored.lacks(acknowledged)).isEmpty();
                await().atMost(LIMIT).until(() -> live.lacks(stored.ids()).isEmpty());
            }
            assertThat(publishers.refusals()).allMatch(reason -> reason.startsWith("error: "));
            assertThat(relay.isAlive()).isTrue();
        }
    }

    /** Takes all the room there is. */
    private Path fill() throws IOException {
        Path ballast = disk.resolve("ballast");
        byte[] block = new byte[4096];
        Arrays.fill(block, (byte) 1);
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            return ballast;
        }
    }

    private static void awaitSomeMore(Publishers publishers) {
        int before = publishers.acknowledged().size();
        await().atMost(LIMIT).until(() -> publishers.acknowledged().size() >= before + SOME);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
