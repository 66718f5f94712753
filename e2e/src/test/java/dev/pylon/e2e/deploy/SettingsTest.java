package dev.pylon.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.buyer.settings.BuyerSettings;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.backend.BackendLimits;
import dev.pylon.provider.backend.BackendSettings;
import dev.pylon.provider.input.InputSettings;
import dev.pylon.provider.wallet.WalletLimits;
import dev.pylon.relay.policy.RelaySettings;
import dev.pylon.wallet.WalletSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

/** Every name in the services' configuration files is one that the service reads, and binds. */
class SettingsTest {
    /**
     * @param values properties that the service takes one by one, besides its records
     */
    record Service(String name, Set<String> values, List<Class<?>> records) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String API_KEYS = "pylon.api-keys-file";

    static final List<Service> SERVICES =
            List.of(
                    new Service("relay-service", Set.of(), List.of(RelaySettings.class)),
                    new Service(
                            "wallet-service",
                            Set.of(API_KEYS, "pylon.network"),
                            List.of(WalletSettings.class)),
                    new Service(
                            "provider-service",
                            Set.of(API_KEYS),
                            List.of(
                                    dev.pylon.provider.PylonSettings.class,
                                    ProviderSettings.class,
                                    BackendSettings.class,
                                    BackendLimits.class,
                                    WalletLimits.class,
                                    InputSettings.class)),
                    new Service(
                            "buyer-service",
                            Set.of(API_KEYS),
                            List.of(
                                    dev.pylon.buyer.settings.PylonSettings.class,
                                    BuyerSettings.class)));

    @ParameterizedTest
    @FieldSource("SERVICES")
    void everySettingIsReadAndHasAValueThatBinds(Service service) throws IOException {
        MutablePropertySources sources = sources(service.name());
        Set<String> bound = new HashSet<>(service.values());
        Binder binder =
                new Binder(
                        ConfigurationPropertySources.from(sources),
                        new PropertySourcesPlaceholdersResolver(sources));
        for (Class<?> record : service.records()) {
            String prefix = record.getAnnotation(ConfigurationProperties.class).value();
            binder.bindOrCreate(prefix, Bindable.of(record), new Listing(bound));
        }

        List<String> names = names(sources);
        assertThat(names).isNotEmpty();
        assertThat(names).filteredOn(name -> name.startsWith("pylon.")).isSubsetOf(bound);
        assertThat(names)
                .filteredOn(name -> !name.startsWith("pylon."))
                .allSatisfy(name -> assertThat(SpringProperties.isKnown(name)).as(name).isTrue());
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void everyDatabaseIsMadeForItsService(Service service) throws IOException {
        PropertySource<?> base = load(Deploy.BASE.resolve("config"), service.name() + ".yml");
        String database = "pylon_" + service.name().replace("-service", "");

        assertThat(base.getProperty("spring.r2dbc.url").toString()).endsWith("/" + database);
        assertThat(base.getProperty("spring.flyway.url").toString()).endsWith("/" + database);
        assertThat(base.getProperty("spring.r2dbc.username")).hasToString(database);
        assertThat(base.getProperty("spring.flyway.user")).hasToString(database);
        assertThat(Deploy.text(Deploy.BASE.resolve("config").resolve("databases.sh")))
                .contains("for service in relay wallet provider buyer;");
    }

    /** As in the pod with the profile dev, with a password in the place of the mounted one. */
    private static MutablePropertySources sources(String service) throws IOException {
        MutablePropertySources sources = new MutablePropertySources();
        Path overlay = Deploy.DEV.resolve(service + "-dev.yml");
        if (overlay.toFile().exists()) {
            sources.addLast(load(Deploy.DEV, service + "-dev.yml"));
        }
        sources.addLast(load(Deploy.BASE.resolve("config"), service + ".yml"));
        sources.addLast(new MapPropertySource("mounted", Map.of("database.password", "any")));
        return sources;
    }

    private static PropertySource<?> load(Path folder, String file) throws IOException {
        return new YamlPropertySourceLoader()
                .load(file, new FileSystemResource(folder.resolve(file)))
                .getFirst();
    }

    private static List<String> names(MutablePropertySources sources) {
        List<String> names = new ArrayList<>();
        ConfigurationPropertySources.from(sources)
                .forEach(source -> {
                    if (source instanceof IterableConfigurationPropertySource listed) {
                        listed.forEach(name -> names.add(name.toString()));
                    }
                });
        names.remove("database.password");
        return names;
    }

    private static final class Listing extends AbstractBindHandler {
        private final Set<String> bound;

        Listing(Set<String> bound) {
            this.bound = bound;
        }

        @Override
        public Object onSuccess(
                ConfigurationPropertyName name,
                Bindable<?> target,
                BindContext context,
                Object result) {
            bound.add(name.toString());
            return result;
        }
    }
}
