package dev.pylon.buyer.settings;

import dev.pylon.lightning.Network;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.keyfile.KeyFile;
import dev.pylon.relayclient.RelayUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code pylon}: who we are and what we are connected to.
 *
 * @param network regtest, signet, testnet or mainnet: invoices for another are not paid
 * @param relays used for jobs that name none, and listened to always
 */
@ConfigurationProperties("pylon")
public record PylonSettings(
        @DefaultValue("regtest") String network,
        Identity identity,
        @DefaultValue List<String> relays,
        @DefaultValue Wallet wallet) {
    public PylonSettings {
        relays = List.copyOf(relays);
        relays.forEach(RelayUrl::of);
        Network.fromWord(network);
    }

    /**
     * @param keyFile an nsec, 64 hex digits, a mnemonic or an ncryptsec; mode 0600
     * @param keyPasswordFile the ncryptsec's password, unless it is in PYLON_KEY_PASSWORD; mode
     *     0600
     */
    public record Identity(Path keyFile, @Nullable Path keyPasswordFile) {}

    /**
     * @param url of wallet-service
     */
    public record Wallet(@DefaultValue("http://127.0.0.1:7462") String url) {}

    public Network lightningNetwork() {
        return Network.fromWord(network);
    }

    public List<RelayUrl> relayUrls() {
        return relays.stream().map(RelayUrl::of).distinct().toList();
    }

    /**
     * @throws IllegalArgumentException if the file can't be read, holds no key, or holds an
     *     encrypted one that does not open; the message never repeats what is in it
     */
    public SecretKey secretKey() {
        return new KeyFile(identity.keyFile(), identity.keyPasswordFile()).read();
    }

    /** What is in a file, without the white space around it. */
    public static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
