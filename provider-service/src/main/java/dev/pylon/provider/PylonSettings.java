package dev.pylon.provider;

import dev.pylon.lightning.Network;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.keyfile.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code pylon}: who we are and what we are connected to.
 *
 * @param network regtest, signet or mainnet
 * @param relays that are listened to
 */
@ConfigurationProperties("pylon")
public record PylonSettings(
        @DefaultValue("regtest") String network,
        Identity identity,
        @DefaultValue List<String> relays,
        Wallet wallet) {
    /**
     * @param keyFile an nsec, 64 hex digits, a mnemonic or an ncryptsec; mode 0600
     * @param keyPasswordFile the ncryptsec's password, unless it is in PYLON_KEY_PASSWORD; mode
     *     0600
     */
    public record Identity(Path keyFile, @Nullable Path keyPasswordFile) {}

    public record Wallet(String url, Path apiKeyFile) {}

    public Network lightningNetwork() {
        return Network.valueOf(network.toUpperCase(Locale.ROOT));
    }

    public SecretKey secretKey() {
        return new KeyFile(identity.keyFile(), identity.keyPasswordFile()).read();
    }

    public static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file " + file + " can't be read: " + e.getMessage(), e);
        }
    }
}
