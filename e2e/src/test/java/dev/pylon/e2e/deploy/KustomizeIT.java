package dev.pylon.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.cli.home.Home;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kubectl kustomize} makes of base and overlays. */
@Tag("cluster-tools")
class KustomizeIT {
    private static Manifests build(Path folder) {
        return Manifests.parse(Tool.run("kubectl", "kustomize", folder.toString()));
    }

    @Test
    void theBaseIsBuilt() {
        Manifests base = build(Deploy.BASE);

        assertThat(base.of(Deployment.class)).hasSize(Deploy.SERVICES.size());
        PodRules.check(base);
        everyConfigMapThatIsMountedIsThere(base);
    }

    @Test
    void theOverlayDevIsBuiltInANamespaceOfItsOwn() {
        Manifests dev = build(Deploy.DEV);
        String namespace = dev.of(Namespace.class).getFirst().getMetadata().getName();

        PodRules.check(dev);
        everyConfigMapThatIsMountedIsThere(dev);
        assertThat(dev.all())
                .filteredOn(object -> !(object instanceof Namespace))
                .hasSizeGreaterThan(15)
                .extracting(object -> object.getMetadata().getNamespace())
                .containsOnly(namespace);
        for (Deployment deployment : dev.of(Deployment.class)) {
            var container = deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
            assertThat(container.getImage()).endsWith(":" + image(deployment).version());
            assertThat(container.getEnv())
                    .extracting(variable -> variable.getName() + "=" + variable.getValue())
                    .contains("SPRING_PROFILES_ACTIVE=dev");
        }
    }

    @Test
    void theSecretsMadeOfAHomeHaveEveryKeyThatPodsMount(@TempDir Path folder) {
        Home home = new Home(folder.resolve("home"));
        home.initialise(0);
        String[] make = {
            Deploy.K8S.resolve("make-secrets").toString(), home.folder().toString(), "pylon-dev"
        };
        String first = Tool.run(make);
        Manifests secrets = Manifests.parse(first);

        assertThat(Tool.run(make)).isEqualTo(first);
        for (SecretVolumeSource wanted : secretVolumes(build(Deploy.DEV))) {
            Secret secret = secrets.one(Secret.class, wanted.getSecretName());
            assertThat(secret.getMetadata().getNamespace()).isEqualTo("pylon-dev");
            assertThat(secret.getData().values()).doesNotContain("");
            Objects.requireNonNullElse(
                            wanted.getItems(), List.<io.fabric8.kubernetes.api.model.KeyToPath>of())
                    .forEach(item -> assertThat(secret.getData()).containsKey(item.getKey()));
        }
        assertThat(secrets.one(Secret.class, "postgres").getData())
                .containsOnlyKeys("postgres", "relay", "wallet", "provider", "buyer");
    }

    @Test
    void thereIsOneConfigMapForEachDashboard() {
        Manifests dashboards = build(Deploy.DASHBOARDS);

        assertThat(dashboards.of(ConfigMap.class))
                .allSatisfy(map ->
                        assertThat(map.getMetadata().getLabels())
                                .containsEntry("grafana_dashboard", "1"))
                .flatExtracting(map -> map.getData().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Deploy.SERVICES.stream().map(service -> service + ".json").toList());
    }

    private static ImageDefinition image(Deployment deployment) {
        return ImageDefinition.of(PodRules.name(deployment));
    }

    private static void everyConfigMapThatIsMountedIsThere(Manifests manifests) {
        List<String> mounted =
                volumes(manifests)
                        .map(Volume::getConfigMap)
                        .filter(Objects::nonNull)
                        .map(ConfigMapVolumeSource::getName)
                        .toList();
        assertThat(mounted)
                .hasSize(5)
                .isSubsetOf(
                        manifests.of(ConfigMap.class).stream()
                                .map((HasMetadata map) -> PodRules.name(map))
                                .toList());
    }

    private static List<SecretVolumeSource> secretVolumes(Manifests manifests) {
        return volumes(manifests).map(Volume::getSecret).filter(Objects::nonNull).toList();
    }

    private static java.util.stream.Stream<Volume> volumes(Manifests manifests) {
        return PodRules.templates(manifests).values().stream()
                .flatMap(template -> template.getSpec().getVolumes().stream());
    }
}
