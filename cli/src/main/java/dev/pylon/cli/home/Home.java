package dev.pylon.cli.home;

import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.keyfile.KeyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one user or of one market participant: {@code PYLON_HOME}, else {@code ~/.pylon}.
 */
public record Home(Path folder) {
    /** The caller by whose key the wallet of another machine is used. */
    public static final String PROVIDER_WALLET = "provider-wallet";

    public Home {
        folder = folder.toAbsolutePath().normalize();
    }

    public static Home find(@Nullable Path asked) {
        if (asked != null) {
            return new Home(asked);
        }
        String variable = System.getenv("PYLON_HOME");
        return new Home(
                variable == null || variable.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".pylon")
                        : Path.of(variable));
    }

    public boolean isInitialised() {
        return Files.exists(configuration());
    }

    /**
     * Makes folders, configuration, identities and API keys that are not there yet. Repeating it
     * changes nothing.
     */
    public void initialise(int portOffset) {
        initialise(Setup.alone(portOffset));
    }

    /**
     * The same, and a new home is told of other machines.
     *
     * @throws CommandFailure if the home is there already and something is said of other machines
     */
    public void initialise(Setup setup) {
        if (isInitialised() && !setup.isAlone()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    folder
                            + " is a home for Pylon already. What it knows of other machines stands in "
                            + configuration()
                            + ": change it there.");
        }
        if (setup.walletKey() != null) {
            PrivateFiles.createFolder(folder);
            PrivateFiles.createFolder(secrets());
            PrivateFiles.write(
                    secret(PROVIDER_WALLET), PrivateFiles.read(setup.walletKey()).strip() + "\n");
        }
        PrivateFiles.createFolder(folder);
        for (Path inside : new Path[] {keys(), secrets(), logs(), run(), cache()}) {
            PrivateFiles.createFolder(inside);
        }
        Credentials.create(this);
        if (!Files.exists(configuration())) {
            PrivateFiles.write(configuration(), setup.configuration());
        }
    }

    public Settings settings() {
        return Settings.read(configuration());
    }

    public Ports ports() {
        return new Ports(settings().portOffset());
    }

    public Path configuration() {
        return folder.resolve("config.yml");
    }

    /** What the provider sells its models for; need not be there. */
    public Path models() {
        return folder.resolve("models.yml");
    }

    /** Nostr keys and the wallet's node key. */
    public Path keys() {
        return folder.resolve("keys");
    }

    /** API keys: secrets for callers, and for each service the file of their hashes. */
    public Path secrets() {
        return folder.resolve("api-keys");
    }

    public Path logs() {
        return folder.resolve("log");
    }

    /** What can be made again: the JVMs' class archives. */
    public Path cache() {
        return folder.resolve("cache");
    }

    public Path run() {
        return folder.resolve("run");
    }

    public Path key(String name) {
        return keys().resolve(name + ".nsec");
    }

    public Path secret(String caller) {
        return secrets().resolve(caller + ".key");
    }

    public Path hashes(String service) {
        return secrets().resolve(service + ".yml");
    }

    /** The public name of one of this home's identities, such as {@code provider}. */
    public String npub(String identity) {
        return PublicKeys.npub(identity(identity).publicKey());
    }

    /** The secret key of one of this home's identities. */
    public SecretKey identity(String name) {
        return keyFile(name).read();
    }

    /** Where that key is; a service's configuration may name the file with its password. */
    public KeyFile keyFile(String name) {
        String password =
                settings()
                        .services()
                        .getOrDefault(name + "-service", Map.of())
                        .get(KeyFile.SETTING);
        return new KeyFile(key(name), password == null ? null : Path.of(password));
    }

    /** The caller's API key, if this home has one. */
    public Optional<String> apiKey(String caller) {
        Path file = secret(caller);
        return Files.exists(file) ? Optional.of(PrivateFiles.read(file).strip()) : Optional.empty();
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
