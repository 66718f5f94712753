package dev.pylon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.cli.home.Home;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.keyfile.KeySecurity;
import dev.pylon.nostr.keyfile.Nip49;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
    @TempDir private Path folder;

    @Test
    void anEncryptedKeyWithoutItsPasswordIsNotTakenForABrokenHome() throws IOException {
        Home home = new Home(folder.resolve("home"));
        home.initialise(0);
        assertThat(Keys.check(home).verdict()).isEqualTo(Check.Verdict.OK);
        Files.writeString(
                home.key("buyer"),
                Nip49.encrypt(
                        SecretKey.generate(),
                        "horse".toCharArray(),
                        4,
                        KeySecurity.NOT_KNOWN_INSECURE));

        Check check = Keys.check(home);

        assertThat(check.verdict()).isEqualTo(Check.Verdict.FAIL);
        assertThat(check.detail()).contains("is encrypted, and there is no password");
        assertThat(check.advice())
                .startsWith("Set PYLON_KEY_PASSWORD")
                .contains("buyer-service: {pylon.identity.key-password-file: FILE}");
    }
}
