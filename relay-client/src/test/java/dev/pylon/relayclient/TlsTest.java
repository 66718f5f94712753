package dev.pylon.relayclient;

import static dev.pylon.relayclient.Quick.NOTES;
import static dev.pylon.relayclient.Quick.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.relayclient.testing.ScriptedRelay;
import dev.pylon.relayclient.testing.TestEvents;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.http.client.HttpClient;
import reactor.test.StepVerifier;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir private static Path folder;

    private static KeyStore selfSigned(String host) throws Exception {
        Path file = folder.resolve(host + ".p12");
        int exit =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "relay",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + host,
                                "-ext",
                                "SAN=dns:" + host,
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "changeit")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
        assertThat(exit).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static SslContext server(KeyStore keys) throws Exception {
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        return SslContextBuilder.forServer(managers).build();
    }

    private static UnaryOperator<HttpClient> trusting(KeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("relay", keys.getCertificate("relay"));
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SslContext context = SslContextBuilder.forClient().trustManager(managers).build();
        return client -> client.secure(ssl -> ssl.sslContext(context));
    }

    private static KeyStore localhost;
    private static KeyStore elsewhere;

    @BeforeAll
    static void keys() throws Exception {
        localhost = selfSigned("localhost");
        elsewhere = selfSigned("relay.example");
    }

    @Test
    void a_relay_with_a_trusted_certificate_is_used() throws Exception {
        try (ScriptedRelay relay = ScriptedRelay.startSecure(server(localhost));
                RelayPool pool =
                        RelayPool.open(Quick.settings(relay).build(), trusting(localhost))) {
            Event note = TestEvents.note("secret");
            LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
            Quick.get(notes.live(1));

            assertThat(Quick.publish(pool, note).isAccepted()).isTrue();
            StepVerifier.create(notes.events()).expectNext(note).thenCancel().verify(SOON);
        }
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_not_trusted() throws Exception {
        try (ScriptedRelay relay = ScriptedRelay.startSecure(server(localhost));
                RelayPool pool = Quick.pool(relay)) {
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(Quick.statusOf(pool, relay).lastError())
                                    .startsWith("TLS failed:"));
            assertThat(relay.connections()).isZero();
        }
    }

    @Test
    void a_certificate_of_another_host_is_not_trusted() throws Exception {
        try (ScriptedRelay relay = ScriptedRelay.startSecure(server(elsewhere));
                RelayPool pool =
                        RelayPool.open(Quick.settings(relay).build(), trusting(elsewhere))) {
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(Quick.statusOf(pool, relay).lastError())
                                    .startsWith("TLS failed:"));
            assertThat(relay.connections()).isZero();
        }
    }
}
