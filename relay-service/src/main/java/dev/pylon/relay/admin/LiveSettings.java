package dev.pylon.relay.admin;

import dev.pylon.relay.flow.Budget;
import dev.pylon.relay.policy.CurrentSettings;
import dev.pylon.relay.policy.RelaySettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.ConfigurableEnvironment;
import reactor.core.publisher.Mono;

/**
 * Changes settings while the relay runs. They have the names and the forms of the configuration,
 * win over it, and are kept in the database; all of them change in one step, or none.
 */
public final class LiveSettings {
    private static final String PREFIX = "pylon.relay.";

    /** What is read anew each time it matters. */
    private static final List<String> CHANGEABLE =
            List.of(
                    "name",
                    "description",
                    "icon",
                    "contact",
                    "retention",
                    "limits.",
                    "auth.",
                    "kinds.",
                    "rates.",
                    "page.");

    private final SettingsStore store;
    private final ConfigurableEnvironment environment;
    private final CurrentSettings current;
    private final Budget turn = new Budget(1);

    /** Refused, with a sentence for who asked. */
    public static final class NotChangeable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotChangeable(String why) {
            super(why, null, false, false);
        }
    }

    public LiveSettings(
            SettingsStore store, ConfigurableEnvironment environment, CurrentSettings current) {
        this.store = store;
        this.environment = environment;
        this.current = current;
    }

    /** Takes up what was changed before the relay was started. */
    public Mono<Void> open() {
        return store.load().doOnNext(changed -> current.replace(bind(changed))).then();
    }

    /** Takes up what another replica has changed. */
    public Mono<Void> reload() {
        return turn.during(1, open());
    }

    /** What has been changed, by name. */
    public Mono<Map<String, String>> changed() {
        return store.load();
    }

    public RelaySettings now() {
        return current.get();
    }

    /**
     * Changes these, and emits all that are changed then.
     *
     * @param values empty where the configuration is to count again
     */
    public Mono<Map<String, String>> change(Map<String, Optional<String>> values) {
        return turn.during(
                1,
                store.change(before -> changed(before, values))
                        .doOnNext(after -> current.replace(bind(after))));
    }

    /** Whether a setting of this name may change while the relay runs. */
    public static boolean isChangeable(String name) {
        return CHANGEABLE.stream()
                .anyMatch(some -> some.endsWith(".") ? name.startsWith(some) : name.equals(some));
    }

    /** Refuses what may not be changed, and what would not be valid. */
    private Map<String, String> changed(
            Map<String, String> before, Map<String, Optional<String>> values) {
        Map<String, String> after = new TreeMap<>(before);
        values.forEach((name, value) -> {
            if (!isChangeable(name)) {
                throw new NotChangeable(
                        name + " can't change while the relay runs; what can: " + CHANGEABLE);
            }
            value.ifPresentOrElse(text -> after.put(name, text), () -> after.remove(name));
        });
        bind(after);
        return after;
    }

    private RelaySettings bind(Map<String, String> changed) {
        Map<String, String> named = new LinkedHashMap<>();
        changed.forEach((name, value) -> named.put(PREFIX + name, value));
        List<ConfigurationPropertySource> sources = new ArrayList<>();
        sources.add(new MapConfigurationPropertySource(named));
        ConfigurationPropertySources.get(environment).forEach(sources::add);
        Binder binder =
                new Binder(
                        sources,
                        new PropertySourcesPlaceholdersResolver(environment),
                        ApplicationConversionService.getSharedInstance());
        try {
            return binder.bindOrCreate("pylon.relay", Bindable.of(RelaySettings.class));
        } catch (BindException e) {
            throw new NotChangeable(name(e) + " is not valid: " + cause(e));
        }
    }

    /** As it is named here. */
    private static String name(BindException error) {
        String name = error.getName().toString();
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "a setting";
    }

    private static String cause(Throwable error) {
        Throwable deepest = error;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }
}
