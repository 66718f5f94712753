package dev.pylon.kit.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says of a record's components what JSpecify says: those that are never null are required, the
 * others may be left out and may be null.
 */
final class RecordNullness implements ModelConverter {
    @Override
    public boolean isOpenapi31() {
        return true;
    }

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        if (!chain.hasNext()) {
            return null;
        }
        Schema<?> schema = chain.next().resolve(type, context, chain);
        Class<?> raw = Json.mapper().constructType(type.getType()).getRawClass();
        if (schema != null && raw.isRecord()) {
            Schema<?> model = model(schema, context.getDefinedModels());
            if (model != null && model.getProperties() != null) {
                describe(raw, model);
            }
        }
        return schema;
    }

    @SuppressWarnings("rawtypes")
    private static @Nullable Schema<?> model(Schema<?> schema, Map<String, Schema> models) {
        String reference = schema.get$ref();
        return reference == null
                ? schema
                : models.get(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private static void describe(Class<?> type, Schema<?> model) {
        JsonInclude include = type.getAnnotation(JsonInclude.class);
        boolean neverNull = include != null && include.value() == JsonInclude.Include.NON_NULL;
        for (RecordComponent component : type.getRecordComponents()) {
            String name = name(component);
            Schema<?> property = model.getProperties().get(name);
            if (property == null) {
                continue;
            }
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                if (model.getRequired() == null || !model.getRequired().contains(name)) {
                    model.addRequiredItem(name);
                }
            } else if (!neverNull) {
                model.getProperties().put(name, orNull(property));
            }
        }
    }

    private static String name(RecordComponent component) {
        JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed == null ? component.getName() : renamed.value();
    }

    private static Schema<?> orNull(Schema<?> property) {
        if (property.get$ref() != null) {
            JsonSchema nothing = new JsonSchema();
            nothing.addType("null");
            Schema<?> either = new JsonSchema();
            either.setDescription(property.getDescription());
            property.setDescription(null);
            either.addOneOfItem(property);
            either.addOneOfItem(nothing);
            return either;
        }
        if (property.getTypes() == null && property.getType() != null) {
            property.addType(property.getType());
        }
        if (property.getTypes() != null) {
            property.addType("null");
        }
        return property;
    }
}
