package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.cli.home.Ports;
import dev.pylon.postgres.junit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page {@code docs/two-machines.md}, whose commands are run as they stand there, each machine
 * in a folder and a home of its own. Other than on two machines are only the address and the ports:
 * the buyer's machine is 127.0.0.2, which Linux has without setting it up.
 */
@EnabledOnOs(OS.LINUX)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoMachinesIT {
    private static final Pattern BLOCK =
            Pattern.compile("```sh (buyer|seller)\\n(.*?)```", Pattern.DOTALL);

    /** What a machine's user types, in the page's order. */
    private record Block(String machine, List<String> commands) {}

    private record Ran(int status, String out, String err) {}

    @TempDir private static Path folder;

    private static List<Block> blocks = List.of();
    private static int buyersOffset;
    private static int sellersOffset;

    @BeforeAll
    static void readThePage() throws IOException {
        buyersOffset = FreePorts.offset(new Ports(0).all());
        sellersOffset = FreePorts.offset(new Ports(0).all());
        blocks =
                BLOCK.matcher(Files.readString(Path.of("..", "docs", "two-machines.md")))
                        .results()
                        .map(TwoMachinesIT::block)
                        .toList();
        for (String machine : List.of("buyer", "seller")) {
            installPylon(machine);
        }
    }

    @AfterAll
    static void stop() {
        run("seller", "./pylon down");
        run("buyer", "./pylon down");
    }

    @Test
    @Order(1)
    void theBuyerStartsRelayAndWalletAndMakesAKeyForTheSeller() throws IOException {
        typed(0, "buyer");

        Path key = folder.resolve("buyer").resolve("seller.key");
        assertThat(Files.readString(key).strip()).startsWith("pylon_").doesNotContain("\n");
        Files.move(key, folder.resolve("seller").resolve("seller.key"));
    }

    @Test
    @Order(2)
    void theSellerJoinsWithoutAWalletOfItsOwn() {
        awaitTyped(1, "seller");

        assertThat(run("seller", "./pylon wallet balance").out())
                .contains("0 sat available in account seller");
        Path home = folder.resolve("seller").resolve("home");
        assertThat(home.resolve("log").resolve("pylon.log"))
                .content()
                .doesNotContain("started wallet-service")
                .doesNotContain("started relay-service");
    }

    @Test
    @Order(3)
    void aJobIsBoughtOnOneMachineAndAnsweredOnTheOther() {
        List<Ran> buyer = typed(2, "buyer");

        assertThat(buyer.get(0).out()).contains("alive").contains("npub1");
        assertThat(buyer.get(1).out())
                .containsSubsequence("ws://127.0.0.2:", "accepted", "quoted", "paid", "completed")
                .contains("Cost 21 sat");
        List<Ran> seller = typed(3, "seller");
        assertThat(seller.get(0).out())
                .contains("Earned    21 sat")
                .contains("1 paid, 1 delivered");
        assertThat(seller.get(1).out()).contains("↓").contains("21 sat");
    }

    @Test
    @Order(4)
    void theSellersKeyMakesInvoicesAndCantPay() {
        Ran invoice = run("seller", "./pylon wallet invoice 5sat");
        assertThat(invoice.out()).startsWith("lnbcrt");
        Ran buyers = run("buyer", "./pylon wallet invoice 5sat");

        Ran pay = run("seller", "./pylon wallet pay " + buyers.out().strip());

        assertThat(pay.status()).isEqualTo(1);
        assertThat(pay.err()).contains("wallet:pay").doesNotContain("Exception");
        assertThat(run("seller", "./pylon wallet balance").out()).contains("21 sat available");
        Ran funded = run("seller", "./pylon wallet fund 1000sat --account provider");
        assertThat(funded.status()).isEqualTo(1);
        assertThat(funded.err()).contains("admin");
    }

    @Test
    @Order(5)
    void aRevokedKeyIsNoLongerAccepted() {
        Ran revoked = run("buyer", "./pylon wallet key seller --revoke");
        assertThat(revoked.out()).contains("revoked");
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(run("seller", "./pylon wallet balance").status()).isEqualTo(1));
    }

    @Test
    @Order(6)
    void bothAreStopped() {
        typed(4, "seller");
        typed(5, "buyer");

        assertThat(blocks).hasSize(6);
        Ran buying = run("seller", "./pylon up");
        assertThat(buying.status()).isNotZero();
        assertThat(buying.err()).contains("only sells");
        assertThat(run("buyer", "./pylon status").status()).isEqualTo(3);
        assertThat(run("seller", "./pylon status").status()).isEqualTo(3);
    }

    /** Runs a block of the page; each command has to succeed. */
    private static List<Ran> typed(int index, String machine) {
        Block block = blocks.get(index);
        assertThat(block.machine()).isEqualTo(machine);
        return block.commands().stream()
                .map(command -> {
                    Ran ran = run(machine, command);
                    assertThat(ran.status()).as("%s: %s", command, ran).isZero();
                    return ran;
                })
                .toList();
    }

    /** The same; its last command may need a few seconds until the new key is known. */
    private static void awaitTyped(int index, String machine) {
        Block block = blocks.get(index);
        String last = block.commands().getLast();
        assertThat(block.machine()).isEqualTo(machine);
        for (String command : block.commands().subList(0, block.commands().size() - 1)) {
            Ran ran = run(machine, command);
            assertThat(ran.status()).as("%s: %s", command, ran).isZero();
        }
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(run(machine, last).status()).isZero());
    }

    private static Block block(MatchResult found) {
        String machine = found.group(1);
        int offset = "buyer".equals(machine) ? buyersOffset : sellersOffset;
        String here =
                found.group(2)
                        .replace("./pylon init", "./pylon init --port-offset " + offset)
                        .replace("192.0.2.10:7447", "192.0.2.10:" + (7_447 + buyersOffset))
                        .replace("192.0.2.10:7462", "192.0.2.10:" + (7_462 + buyersOffset))
                        .replace("192.0.2.10", "127.0.0.2");
        return new Block(machine, here.lines().filter(line -> !line.isBlank()).toList());
    }

    /** What {@code ./pylon} starts once it is built, without building. */
    private static void installPylon(String machine) throws IOException {
        Path own = Files.createDirectories(folder.resolve(machine));
        Path script = own.resolve("pylon");
        Files.writeString(
                script,
                """
                #!/bin/sh
                export PYLON_HOME='%s'
                exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 \\
                    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\
                    -cp '%s' dev.pylon.cli.Pylon "$@"
                """
                        .formatted(
                                own.resolve("home"),
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private static Ran run(String machine, String command) {
        try {
            Path out = Files.createTempFile(folder, machine, ".out");
            Path err = Files.createTempFile(folder, machine, ".err");
            Process process =
                    new ProcessBuilder("/bin/sh", "-c", command)
                            .directory(folder.resolve(machine).toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            process.getOutputStream().close();
            if (!process.waitFor(150, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end: " + Files.readString(out));
            }
            return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
