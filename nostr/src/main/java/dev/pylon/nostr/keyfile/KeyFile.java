package dev.pylon.nostr.keyfile;

import dev.pylon.nostr.key.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A file with a secret key: an nsec, 64 hex digits, the words of a mnemonic, or an ncryptsec
 * (NIP-49). The password of the last is in another file, else in the environment variable {@link
 * #VARIABLE}.
 */
public final class KeyFile {
    public static final String VARIABLE = "PYLON_KEY_PASSWORD";

    /** The setting by which services and homes name the password's file. */
    public static final String SETTING = "pylon.identity.key-password-file";

    private final Path file;
    private final @Nullable Path passwordFile;
    private final Function<String, @Nullable String> environment;

    public KeyFile(Path file, @Nullable Path passwordFile) {
        this(file, passwordFile, System::getenv);
    }

    KeyFile(
            Path file,
            @Nullable Path passwordFile,
            Function<String, @Nullable String> environment) {
        this.file = file;
        this.passwordFile = passwordFile;
        this.environment = environment;
    }

    /**
     * @throws KeyLocked if the key is encrypted and the password is wrong or not there
     * @throws IllegalArgumentException if a file can't be read or holds no key; the message never
     *     repeats what is in it
     */
    public SecretKey read() {
        String text = text(file).strip();
        return Nip49.isEncrypted(text) ? open(text) : SecretKey.parse(text);
    }

    /**
     * The same with a password that was asked for.
     *
     * @param password only used if the key is encrypted; wiped
     */
    public SecretKey read(char[] password) {
        String text = text(file).strip();
        return Nip49.isEncrypted(text)
                ? open(text, password, "that was given")
                : SecretKey.parse(text);
    }

    /** Whether the key is encrypted, and its password neither in a file nor in the environment. */
    public boolean wantsPassword() {
        return passwordFile == null && variable().isEmpty() && Nip49.isEncrypted(text(file));
    }

    private SecretKey open(String text) {
        if (passwordFile != null) {
            return open(text, password(passwordFile), "in " + passwordFile);
        }
        if (variable().isEmpty()) {
            throw new KeyLocked(
                    "the key in %s is encrypted, and there is no password: name the file that holds it by %s, or set %s"
                            .formatted(file, SETTING, VARIABLE));
        }
        return open(text, variable().toCharArray(), "in " + VARIABLE);
    }

    private SecretKey open(String text, char[] password, String where) {
        try {
            return Nip49.decrypt(text, password);
        } catch (KeyLocked e) {
            throw new KeyLocked(
                    "the password %s is wrong: it does not open the encrypted key in %s"
                            .formatted(where, file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the encrypted key in " + file + " can't be opened: " + e.getMessage(), e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** Its first line: what an editor or echo adds at the end is no part of it. */
    private static char[] password(Path passwordFile) {
        String password = text(passwordFile).lines().findFirst().orElse("");
        if (password.isEmpty()) {
            throw new KeyLocked("the file " + passwordFile + " begins with no password");
        }
        return password.toCharArray();
    }

    private String variable() {
        String value = environment.apply(VARIABLE);
        return value == null ? "" : value;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file " + file + " can't be read: " + e.getMessage(), e);
        }
    }
}
