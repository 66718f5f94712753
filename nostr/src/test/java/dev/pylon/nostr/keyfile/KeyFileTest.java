package dev.pylon.nostr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.key.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    private static final SecretKey KEY = SecretKey.generate();
    private static final String PASSWORD = " correct horse ";

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void encrypt() {
        file = write("key", encrypted(PASSWORD) + "\n");
    }

    @Test
    void aKeyInTheClearWantsNoPassword() {
        Path clear = write("clear", KEY.toNsec() + "\n");

        assertThat(new KeyFile(clear, null).wantsPassword()).isFalse();
        assertThat(new KeyFile(clear, null).read()).isEqualTo(KEY);
        assertThat(new KeyFile(clear, folder.resolve("absent")).read()).isEqualTo(KEY);
        assertThat(new KeyFile(clear, null).read(new char[0])).isEqualTo(KEY);
    }

    @Test
    void thePasswordIsTheFirstLineOfItsFile() {
        Path password = write("password", PASSWORD + "\r\nanything\n");

        assertThat(keyFile(password, null).wantsPassword()).isFalse();
        assertThat(keyFile(password, null).read()).isEqualTo(KEY);
        assertThat(keyFile(password, "another").read()).isEqualTo(KEY);
    }

    @Test
    void orItIsInTheEnvironment() {
        assertThat(keyFile(null, PASSWORD).wantsPassword()).isFalse();
        assertThat(keyFile(null, PASSWORD).read()).isEqualTo(KEY);
    }

    @Test
    void orItIsAskedFor() {
        char[] password = PASSWORD.toCharArray();

        assertThat(keyFile(null, null).wantsPassword()).isTrue();
        assertThat(keyFile(null, null).read(password)).isEqualTo(KEY);
        assertThat(password).containsOnly('\0');
    }

    @Test
    void whereThereIsNoneItSaysWhatToSet() {
        String message =
                "the key in "
                        + file
                        + " is encrypted, and there is no password: name the file that holds it by"
                        + " pylon.identity.key-password-file, or set PYLON_KEY_PASSWORD";

        assertThatThrownBy(() -> keyFile(null, null).read())
                .isInstanceOf(KeyLocked.class)
                .hasMessage(message);
        assertThatThrownBy(() -> keyFile(null, "").read()).hasMessage(message);
        assertThatThrownBy(() -> keyFile(write("password", "\n"), PASSWORD).read())
                .isInstanceOf(KeyLocked.class)
                .hasMessageContaining("begins with no password");
    }

    @Test
    void whereItIsWrongItSaysWhichIsWrong() {
        Path password = write("password", "battery staple");

        assertThatThrownBy(() -> keyFile(password, PASSWORD).read())
                .isInstanceOf(KeyLocked.class)
                .hasMessage(
                        "the password in "
                                + password
                                + " is wrong: it does not open the encrypted key in "
                                + file);
        assertThatThrownBy(() -> keyFile(null, "battery").read())
                .hasMessageContaining("the password in PYLON_KEY_PASSWORD is wrong")
                .hasMessageNotContaining("battery");
        assertThatThrownBy(() -> keyFile(null, null).read("battery".toCharArray()))
                .hasMessageContaining("the password that was given is wrong");
    }

    @Test
    void aDamagedKeyIsNamed() {
        Path damaged = write("damaged", encrypted(PASSWORD).replaceFirst("..$", "qq"));

        assertThatThrownBy(() -> new KeyFile(damaged, null, none -> PASSWORD).read())
                .isNotInstanceOf(KeyLocked.class)
                .hasMessageContaining("the encrypted key in " + damaged + " can't be opened")
                .hasMessageContaining("checksum");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path absent = folder.resolve("absent");

        assertThatThrownBy(() -> new KeyFile(absent, null).read())
                .hasMessageStartingWith("the file " + absent + " can't be read");
        assertThatThrownBy(() -> keyFile(absent, PASSWORD).read())
                .hasMessageStartingWith("the file " + absent + " can't be read");
    }

    private KeyFile keyFile(@Nullable Path passwordFile, @Nullable String variable) {
        return new KeyFile(
                file,
                passwordFile,
                variable == null ? none -> null : Map.of(KeyFile.VARIABLE, variable)::get);
    }

    private static String encrypted(String password) {
        return Nip49.encrypt(KEY, password.toCharArray(), 4, KeySecurity.NOT_KNOWN_INSECURE);
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
