package dev.pylon.provider.backend.bridge;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.BackendSettings;
import dev.pylon.provider.backend.InferenceBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** A bridge-agent on another machine, with a key and a certificate that it signed itself. */
class BridgeElsewhereTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String PASSWORD = "changeit";

    @TempDir private static Path folder;
    private static @Nullable WireMockServer agent;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(folder.resolve("key"), "the-key\n");
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=mac", "-ext", "san=ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-file", folder.resolve("bridge.pem").toString());
        agent =
                new WireMockServer(
                        options()
                                .httpDisabled(true)
                                .dynamicHttpsPort()
                                .keystorePath(store())
                                .keystoreType("PKCS12")
                                .keystorePassword(PASSWORD)
                                .keyManagerPassword(PASSWORD));
        agent.start();
        agent.stubFor(
                get("/v1/bridge/status")
                        .withHeader("Authorization", equalTo("Bearer the-key"))
                        .willReturn(
                                okJson(
                                        """
                                        {"state":"ready","ready":true,"simulated":false,"command":"foundation-bridge",
                                         "searched":[],"port":11435,"modelAvailable":true,"restarts":0,
                                         "completions":{"running":0,"waiting":0,"maxConcurrent":8,"refused":0}}
                                        """)));
        agent.stubFor(
                get("/v1/models")
                        .withHeader("Authorization", equalTo("Bearer the-key"))
                        .willReturn(okJson("{\"data\":[{\"id\":\"apple-on-device\"}]}")));
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.stop();
        }
    }

    @Test
    void isReachedIfItsCertificateIsTheOneThatWasNamed() {
        Availability seen =
                backend(Map.of("certificate-file", folder.resolve("bridge.pem").toString()))
                        .probe()
                        .block(LIMIT);

        assertThat(seen).isEqualTo(new Availability.Available(List.of("apple-on-device"), false));
    }

    @Test
    void isNotTrustedOtherwise() {
        assertThat(backend(Map.of()).probe().block(LIMIT))
                .isEqualTo(new Availability.Unavailable("bridge-agent can't be reached"));
    }

    @Test
    void aFileThatIsNotThereIsNamedAtOnce() {
        assertThatThrownBy(() -> backend(Map.of("certificate-file", "/no/such.pem")))
                .hasMessageContaining("/no/such.pem");
    }

    private static InferenceBackend backend(Map<String, String> more) {
        WireMockServer running = java.util.Objects.requireNonNull(agent);
        Map<String, String> properties = new java.util.HashMap<>();
        String prefix = "pylon.provider.backends.bridge.";
        properties.put(prefix + "url", "https://127.0.0.1:" + running.httpsPort());
        properties.put(prefix + "api-key-file", folder.resolve("key").toString());
        more.forEach((key, value) -> properties.put(prefix + key, value));
        BackendSettings settings =
                new Binder(new MapConfigurationPropertySource(properties))
                        .bindOrCreate("pylon.provider.backends", BackendSettings.class);
        return new BridgeBackends(settings).backends().getFirst();
    }

    private static String store() {
        return folder.resolve("bridge.p12").toString();
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command =
                new java.util.ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool") + "",
                                "-keystore",
                                store(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-alias",
                                "bridge"));
        command.addAll(1, List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
