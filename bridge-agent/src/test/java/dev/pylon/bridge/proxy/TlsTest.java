package dev.pylon.bridge.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.kit.client.RemoteProblem;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.kit.client.TrustedCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/** A provider elsewhere: a certificate that the agent signed itself, and a key. */
class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir private Path folder;

    @Test
    void whoTrustsTheCertificateAndHasAKeyIsServed() throws Exception {
        makeCertificate("bridge");
        makeCertificate("other");
        try (RunningAgent agent =
                new RunningAgent(
                        folder,
                        "--server.address=0.0.0.0",
                        "--server.ssl.certificate=" + folder.resolve("bridge.pem"),
                        "--server.ssl.certificate-private-key=" + folder.resolve("bridge.key"))) {
            String url = agent.url().replace("http:", "https:");

            Awaitility.await()
                    .atMost(RunningAgent.LIMIT)
                    .untilAsserted(() -> {
                        BridgeStatus status = status(client(url, "secret", "bridge"));
                        assertThat(status.ready()).isTrue();
                    });
            assertThatThrownBy(() -> status(client(url, "wrong", "bridge")))
                    .isInstanceOfSatisfying(
                            RemoteProblem.class,
                            problem -> assertThat(problem.status()).isEqualTo(401));
            assertThatThrownBy(() -> status(client(url, "secret", "other")))
                    .isInstanceOf(WebClientRequestException.class)
                    .hasStackTraceContaining("unable to find valid certification path");
            assertThatThrownBy(() -> status(client(agent.url(), "secret", "bridge")))
                    .as("nothing is served in the clear")
                    .isInstanceOf(WebClientRequestException.class);
        }
    }

    @Test
    void withoutTlsOnlyThisMachineIsServedUnlessToldSo() throws Exception {
        assertThatThrownBy(() -> new RunningAgent(folder, "--server.address=0.0.0.0"))
                .hasStackTraceContaining("server.ssl.certificate")
                .hasStackTraceContaining("pylon.bridge.plain-http");

        new RunningAgent(folder, "--server.address=0.0.0.0", "--pylon.bridge.plain-http=true")
                .close();
    }

    @Test
    void aFileWithoutCertificatesIsNamed() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing\n");

        assertThatThrownBy(() -> TrustedCertificates.read(empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty.pem");
        assertThatThrownBy(() -> TrustedCertificates.read(folder.resolve("none.pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none.pem");
    }

    private BridgeApi client(String url, String key, String trusted) {
        return ServiceClients.create(
                BridgeApi.class,
                url,
                () -> key,
                RunningAgent.LIMIT,
                TrustedCertificates.read(folder.resolve(trusted + ".pem")));
    }

    private static BridgeStatus status(BridgeApi api) {
        return Objects.requireNonNull(api.status().block(RunningAgent.LIMIT));
    }

    private void makeCertificate(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool") + "",
                                "-genkeypair",
                                "-keystore",
                                store.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-alias",
                                name,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-validity",
                                "2")
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Key key = keys.getKey(name, PASSWORD.toCharArray());
        pem(name + ".pem", "CERTIFICATE", keys.getCertificate(name).getEncoded());
        pem(name + ".key", "PRIVATE KEY", key.getEncoded());
    }

    private void pem(String file, String kind, byte[] der) throws IOException {
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                        .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind));
    }
}
