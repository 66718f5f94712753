package dev.pylon.cli.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.keyfile.KeyLocked;
import dev.pylon.nostr.keyfile.KeySecurity;
import dev.pylon.nostr.keyfile.Nip49;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedIdentityTest {
    private static final SecretKey KEY = SecretKey.generate();

    @TempDir private Path folder;
    private Home home;
    private String encrypted;

    @BeforeEach
    void bringAnEncryptedKey() throws IOException {
        home = new Home(folder.resolve("home"));
        encrypted = Nip49.encrypt(KEY, "horse".toCharArray(), 4, KeySecurity.NOT_KNOWN_INSECURE);
        Files.createDirectories(home.keys());
        Files.writeString(home.key("buyer"), encrypted);
    }

    @Test
    void aKeyThatWasBroughtIsKeptAsItIs() {
        home.initialise(0);

        assertThat(home.key("buyer")).hasContent(encrypted);
        assertThat(home.keyFile("buyer").wantsPassword()).isTrue();
        assertThat(home.keyFile("provider").wantsPassword()).isFalse();
        assertThat(home.identity("provider")).isNotEqualTo(KEY);
    }

    @Test
    void theServicesConfigurationNamesItsPassword() throws IOException {
        home.initialise(0);
        Path password = Files.writeString(folder.resolve("password"), "horse\n");
        Files.writeString(
                home.configuration(),
                "buyer-service: {pylon.identity.key-password-file: " + password + "}\n",
                StandardOpenOption.APPEND);

        assertThat(home.keyFile("buyer").wantsPassword()).isFalse();
        assertThat(home.identity("buyer")).isEqualTo(KEY);
    }

    @Test
    void withoutAPasswordItSaysWhatToSet() {
        home.initialise(0);

        assertThatThrownBy(() -> home.npub("buyer"))
                .isInstanceOf(KeyLocked.class)
                .hasMessageContaining("set PYLON_KEY_PASSWORD");
    }
}
