package dev.pylon.provider.backend.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Where a server's API key is. It is read at each use, so that it may be set or changed while we
 * run, and is kept nowhere.
 */
public final class ApiKey {
    private final @Nullable Path file;
    private final @Nullable String variable;
    private final Function<String, @Nullable String> environment;

    public ApiKey(@Nullable Path file, @Nullable String variable) {
        this(file, variable, System::getenv);
    }

    public ApiKey(
            @Nullable Path file,
            @Nullable String variable,
            Function<String, @Nullable String> environment) {
        this.file = file;
        this.variable = variable;
        this.environment = environment;
    }

    /** Of a server that wants none. */
    public static ApiKey none() {
        return new ApiKey(null, null);
    }

    /** Whether there should be one. */
    boolean isWanted() {
        return file != null || variable != null;
    }

    /** What is in the file, else in the environment variable; empty if nothing is. */
    public Mono<Optional<String>> read() {
        return file == null
                ? Mono.fromSupplier(this::fromEnvironment)
                : Mono.fromCallable(() -> fromFile(file).or(this::fromEnvironment))
                        .subscribeOn(Schedulers.boundedElastic());
    }

    private static Optional<String> fromFile(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(key -> !key.isEmpty());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<String> fromEnvironment() {
        return Optional.ofNullable(variable)
                .map(environment)
                .map(String::strip)
                .filter(key -> !key.isEmpty());
    }

    /** What is wrong when there is none, for the one who runs this. */
    public String missing() {
        String inFile = file == null ? "" : "no key in " + file;
        String inVariable = variable == null ? "" : variable + " is not set";
        String join = inFile.isEmpty() || inVariable.isEmpty() ? "" : ", and ";
        return "no API key: " + inFile + join + inVariable;
    }
}
