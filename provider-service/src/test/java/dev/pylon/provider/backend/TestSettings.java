package dev.pylon.provider.backend;

import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.ProviderSettings.PaymentPolicy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as they come from configuration, so that defaults are the real ones. */
final class TestSettings {
    private TestSettings() {}

    static ProviderSettings provider(@Nullable Path modelsFile) {
        return provider(modelsFile, PaymentPolicy.BEFORE);
    }

    /** A job costs 21 sat, and 5 on llama. */
    static ProviderSettings provider(@Nullable Path modelsFile, PaymentPolicy payment) {
        Map<String, String> properties = new HashMap<>();
        properties.put("pylon.provider.models.llama", "5000");
        properties.put("pylon.provider.payment", payment.word());
        if (modelsFile != null) {
            properties.put("pylon.provider.models-file", modelsFile.toString());
        }
        return bind("pylon.provider", ProviderSettings.class, properties);
    }

    static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(prefix, type);
    }
}
