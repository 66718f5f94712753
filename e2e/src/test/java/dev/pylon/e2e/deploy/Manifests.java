package dev.pylon.e2e.deploy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Kubernetes objects, read as strictly as an API server does that validates fields. */
final class Manifests {
    private static final Map<String, Class<? extends HasMetadata>> KINDS =
            Map.of(
                    "v1/Namespace", Namespace.class,
                    "v1/Service", Service.class,
                    "v1/ConfigMap", ConfigMap.class,
                    "v1/Secret", Secret.class,
                    "apps/v1/Deployment", Deployment.class,
                    "apps/v1/StatefulSet", StatefulSet.class,
                    "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .annotationIntrospector(new NoAnySetter())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .withCoercionConfig(
                            LogicalType.Textual,
                            text ->
                                    text.setCoercion(
                                                    CoercionInputShape.Integer, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.Float, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.Boolean,
                                                    CoercionAction.Fail))
                    .withCoercionConfig(
                            LogicalType.Integer,
                            number ->
                                    number.setCoercion(
                                            CoercionInputShape.String, CoercionAction.Fail))
                    .build();

    /** The model keeps what it does not know in a map beside; here that is an error. */
    private static final class NoAnySetter extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
            return false;
        }
    }

    private final List<HasMetadata> objects;

    private Manifests(List<HasMetadata> objects) {
        this.objects = List.copyOf(objects);
    }

    /** The resources that this folder's kustomization lists as files. */
    static Manifests ofResources(Path folder) {
        List<HasMetadata> objects = new ArrayList<>();
        for (String name : Kustomization.in(folder).resources()) {
            Path resource = folder.resolve(name);
            if (resource.toFile().isFile()) {
                objects.addAll(parse(Deploy.text(resource)).objects);
            }
        }
        return new Manifests(objects);
    }

    /**
     * @throws RuntimeException if a kind or a property is not known, or a value is of the wrong
     *     type
     */
    static Manifests parse(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<HasMetadata> objects = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
            objects.add(object((Map<?, ?>) document));
        }
        return new Manifests(objects);
    }

    private static HasMetadata object(Map<?, ?> document) {
        String kind = document.get("apiVersion") + "/" + document.get("kind");
        Class<? extends HasMetadata> type = KINDS.get(kind);
        if (type == null) {
            throw new IllegalArgumentException("no such kind: " + kind);
        }
        return STRICT.convertValue(document, type);
    }

    List<HasMetadata> all() {
        return objects;
    }

    <T extends HasMetadata> List<T> of(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> type, String name) {
        return of(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError("there is no " + type.getSimpleName() + " " + name));
    }
}
