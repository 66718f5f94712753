package dev.pylon.cli.home;

import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * API keys of this home's wallet for sellers on other machines. Each has an account of its own, in
 * which it makes invoices and reads what came; it can't pay. One file of the key's hash for each.
 */
public final class SellerKeys {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final List<String> OURS = List.of("buyer", "provider");

    private final Home home;

    public SellerKeys(Home home) {
        this.home = home;
    }

    /**
     * A new key for the seller; an older one of this name is no longer accepted.
     *
     * @return its secret, which is kept nowhere here
     */
    public String make(String seller) {
        Path file = file(seller);
        PrivateFiles.createFolder(folder());
        String secret = Credentials.newSecret();
        PrivateFiles.write(
                file,
                """
                - id: seller-%1$s
                  sha256: %2$s
                  account: %1$s
                  scopes: ["wallet:read", "wallet:receive"]
                """
                        .formatted(seller, Credentials.hash(secret)));
        Credentials.create(home);
        return secret;
    }

    /**
     * Takes the seller's key away; the account and its money stay.
     *
     * @return false if there was none
     */
    public boolean revoke(String seller) {
        try {
            boolean there = Files.deleteIfExists(file(seller));
            Credentials.create(home);
            return there;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** The entries for the wallet's file of hashes. */
    List<String> entries() {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.getFileName().toString().endsWith(".yml"))
                    .sorted()
                    .map(PrivateFiles::read)
                    .toList();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Path folder() {
        return home.folder().resolve("seller-keys");
    }

    private Path file(String seller) {
        if (!NAME.matcher(seller).matches() || OURS.contains(seller)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "A seller's name has lower-case letters, digits, dots, underscores and hyphens, and is not"
                            + " the name of this machine's own accounts, buyer and provider.");
        }
        return folder().resolve(seller + ".yml");
    }

    private CommandFailure unusable(IOException e) {
        return new CommandFailure(
                ExitCode.FAILED, "The folder " + folder() + " can't be used: " + e.getMessage());
    }
}
