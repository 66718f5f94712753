package dev.pylon.provider.backend;

import dev.pylon.primitives.Msat;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.ProviderSettings.PaymentPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * On what terms each model is sold: what {@code models-file} says, else the settings. The file is
 * read again whenever it changes; one that is wrong is told of and changes nothing.
 */
@Component
public final class ModelCatalog implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCatalog.class);

    private final ProviderSettings settings;
    private final @Nullable Path file;
    private final Duration look;
    private final Sinks.Many<Boolean> changes = Sinks.many().multicast().directBestEffort();
    private volatile Map<String, ModelFile.Entry> entries = Map.of();
    private volatile @Nullable String version;
    private volatile Disposable looking = Disposables.disposed();

    /**
     * @throws IllegalArgumentException if the file is there and wrong: nothing is sold by mistake
     */
    @Autowired
    ModelCatalog(ProviderSettings settings) {
        this(settings, Duration.ofSeconds(2));
    }

    ModelCatalog(ProviderSettings settings, Duration look) {
        this.settings = settings;
        this.file = settings.modelsFile();
        this.look = look;
        if (file != null) {
            version = versionOf(file);
            try {
                entries = read(file);
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "models-file " + file + ": " + e.getMessage(), e);
            }
        }
    }

    /** What a job on this model costs and may have, now. */
    public ModelTerms terms(String model) {
        Msat usual = settings.priceOf(model);
        ModelFile.Entry entry = entries.get(model);
        if (entry == null) {
            return ModelTerms.at(usual);
        }
        Msat own = entry.price();
        boolean priced = own != null && settings.payment() != PaymentPolicy.FREE;
        return new ModelTerms(
                priced ? Objects.requireNonNull(own) : usual,
                entry.offered(),
                entry.maxInputBytes(),
                entry.maxOutputTokens());
    }

    /** Whenever the terms have changed. */
    Flux<Boolean> changes() {
        return changes.asFlux();
    }

    @Override
    public void start() {
        if (file == null) {
            return;
        }
        looking =
                Flux.interval(look, Schedulers.boundedElastic())
                        .onBackpressureDrop()
                        .subscribe(tick -> reload(file));
    }

    @Override
    public void stop() {
        looking.dispose();
    }

    @Override
    public boolean isRunning() {
        return !looking.isDisposed();
    }

    private void reload(Path from) {
        String now = versionOf(from);
        if (Objects.equals(now, version)) {
            return;
        }
        version = now;
        try {
            Map<String, ModelFile.Entry> fresh = read(from);
            if (!fresh.equals(entries)) {
                entries = fresh;
                LOG.atInfo()
                        .addKeyValue("file", from)
                        .addKeyValue("models", fresh.keySet())
                        .log("models read again");
                changes.tryEmitNext(true);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("file", from)
                    .addKeyValue("reason", e.getMessage())
                    .log("models not read again, the old ones hold: mend the file");
        }
    }

    private static Map<String, ModelFile.Entry> read(Path file) throws IOException {
        return Files.exists(file) ? ModelFile.parse(Files.readString(file)) : Map.of();
    }

    /** Tells two states of a file apart without reading it; null if it is not there. */
    private static @Nullable String versionOf(Path file) {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            return seen.lastModifiedTime() + " " + seen.size() + " " + seen.fileKey();
        } catch (IOException absent) {
            return null;
        }
    }
}
