package dev.pylon.kit.openapi;

import dev.pylon.primitives.Msat;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.math.BigDecimal;
import org.springdoc.core.providers.JavadocProvider;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** Makes a service's OpenAPI document, at {@code /v3/api-docs}, one to generate clients from. */
@AutoConfiguration(beforeName = "org.springdoc.core.configuration.SpringDocJavadocConfiguration")
public class OpenApiAutoConfiguration {
    static final String SECURITY_SCHEME = "apiKey";

    static {
        ModelResolver.enumsAsRef = true;
        SpringDocUtils.getConfig()
                .replaceWithSchema(
                        Msat.class,
                        new IntegerSchema()
                                .format("int64")
                                .minimum(BigDecimal.ZERO)
                                .description("millisatoshis"));
    }

    @Bean
    OpenAPI openApi(@Value("${spring.application.name}") String name) {
        return new OpenAPI()
                .info(
                        new Info()
                                .title(name)
                                .version("v1")
                                .description(
                                        """
                                        Amounts are whole millisatoshis (1 sat = 1000 msat), times are UTC as RFC 3339 has them, \
                                        keys and hashes are lower-case hex.

                                        A problem is answered as RFC 9457 has it: act on its `type`, show its `detail`.

                                        Lists come in pages: give `nextCursor` back as `cursor` until it is null.

                                        With an `Idempotency-Key` a POST may be repeated: the same key with the same body gets the \
                                        same answer, with another body 409.\
                                        """))
                .addServersItem(new Server().url("/").description("The service that gave this"))
                .components(
                        new Components()
                                .addSecuritySchemes(
                                        SECURITY_SCHEME,
                                        new SecurityScheme()
                                                .type(SecurityScheme.Type.HTTP)
                                                .scheme("bearer")
                                                .description(
                                                        "An API key. Its scopes say what it may do.")))
                .addSecurityItem(new SecurityRequirement().addList(SECURITY_SCHEME));
    }

    @Bean
    JavadocProvider javadocProvider() {
        return new JavadocOfClasses();
    }

    @Bean
    RecordNullness recordNullness() {
        return new RecordNullness();
    }

    @Bean
    CommonParts commonParts(@Value("${spring.application.name}") String name, JsonMapper json) {
        return new CommonParts(Examples.of(name, json));
    }
}
