package dev.pylon.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.kit.app.ServiceApp;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.keyfile.KeyLocked;
import dev.pylon.nostr.keyfile.KeySecurity;
import dev.pylon.nostr.keyfile.Nip49;
import dev.pylon.postgres.junit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the service with a key that is encrypted (NIP-49). */
class EncryptedKeyTest {
    private static final SecretKey KEY = SecretKey.generate();

    @TempDir private static Path folder;
    private static final List<String> ARGUMENTS = new ArrayList<>();

    @BeforeAll
    static void encrypt() throws IOException {
        String encrypted =
                Nip49.encrypt(KEY, "horse".toCharArray(), 4, KeySecurity.NOT_KNOWN_INSECURE);
        ARGUMENTS.addAll(List.of(TestDatabase.fresh().arguments()));
        ARGUMENTS.addAll(
                List.of(
                        "--server.port=0",
                        "--pylon.identity.key-file=" + write("identity", encrypted + "\n"),
                        "--pylon.wallet.url=http://127.0.0.1:1"));
    }

    @Test
    void thePasswordInTheFileOpensIt() throws IOException {
        try (ConfigurableApplicationContext service = start(write("password", "horse\n"))) {
            assertThat(service.getBean(SecretKey.class)).isEqualTo(KEY);
        }
    }

    @Test
    void aWrongPasswordEndsTheStart() throws IOException {
        Path wrong = write("wrong", "donkey\n");

        assertThatThrownBy(() -> start(wrong).close())
                .rootCause()
                .isInstanceOf(KeyLocked.class)
                .hasMessageStartingWith("the password in " + wrong + " is wrong")
                .hasMessageNotContaining("donkey");
    }

    @Test
    void withoutAPasswordTheStartEndsAndSaysWhatToSet() {
        assertThatThrownBy(() -> start(null).close())
                .rootCause()
                .isInstanceOf(KeyLocked.class)
                .hasMessageContaining(
                        "name the file that holds it by pylon.identity.key-password-file")
                .hasMessageContaining("or set PYLON_KEY_PASSWORD");
    }

    private static ConfigurableApplicationContext start(@Nullable Path password) {
        List<String> arguments = new ArrayList<>(ARGUMENTS);
        if (password != null) {
            arguments.add("--pylon.identity.key-password-file=" + password);
        }
        return ServiceApp.run(
                BuyerServiceApplication.class, "buyer-service", arguments.toArray(String[]::new));
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
