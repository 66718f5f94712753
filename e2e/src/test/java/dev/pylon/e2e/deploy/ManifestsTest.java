package dev.pylon.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The Kubernetes objects as they stand in their files; {@link KustomizeIT} looks at what is built.
 */
class ManifestsTest {
    private static final Manifests BASE = Manifests.ofResources(Deploy.BASE);

    @Test
    void everyObjectOfBaseAndOverlaysParsesStrictly() {
        assertThat(BASE.of(Deployment.class))
                .extracting(PodRules::name)
                .containsExactlyElementsOf(Deploy.SERVICES);
        assertThat(Manifests.ofResources(Deploy.DEV).all()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {prots: []}}; \"prots\"",
                "{apiVersion: v1, kind: Service, metadata: {name: a}, port: 1}; \"port\"",
                "{apiVersion: v1, kind: Service, metadata: {annotations: {a: 1}}}; Cannot coerce Integer",
                "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: '1'}}; Cannot coerce String",
                "{apiVersion: v1, kind: Service, kind: Service}; duplicate key kind",
                "{apiVersion: apps/v1, kind: Service}; no such kind"
            })
    void whatAnApiServerWouldRefuseIsRefusedHere(String yaml, String why) {
        assertThatThrownBy(() -> Manifests.parse(yaml)).hasMessageContaining(why);
    }

    @Test
    void everyFileIsPartOfAKustomization() {
        List<Path> used = new ArrayList<>();
        for (Path folder : List.of(Deploy.BASE, Deploy.DEV, Deploy.DASHBOARDS)) {
            used.add(folder.resolve("kustomization.yaml"));
            used.addAll(Kustomization.in(folder).files());
        }
        List<Path> there = new ArrayList<>(Deploy.filesBelow(Deploy.BASE));
        there.addAll(Deploy.filesBelow(Deploy.K8S.resolve("overlays")));
        there.addAll(Deploy.filesBelow(Deploy.DASHBOARDS));

        assertThat(used).containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void podsAreUnprivilegedBoundedAndProbed() {
        assertThat(PodRules.templates(BASE)).hasSize(5);
        PodRules.check(BASE);
    }

    @Test
    void everyServiceIsScrapedWhereItListens() {
        for (Deployment deployment : BASE.of(Deployment.class)) {
            PodTemplateSpec template = deployment.getSpec().getTemplate();
            int port =
                    template.getSpec()
                            .getContainers()
                            .getFirst()
                            .getPorts()
                            .getFirst()
                            .getContainerPort();

            assertThat(template.getMetadata().getAnnotations())
                    .containsEntry("prometheus.io/port", Integer.toString(port));
            assertThat(port)
                    .as(PodRules.name(deployment))
                    .isEqualTo(ServiceDefaults.port(PodRules.name(deployment)));
        }
    }

    @Test
    void imagesAreBuiltAsTheyAreRun() {
        for (Deployment deployment : BASE.of(Deployment.class)) {
            String name = PodRules.name(deployment);
            Container container =
                    deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
            var security = deployment.getSpec().getTemplate().getSpec().getSecurityContext();
            ImageDefinition image = ImageDefinition.of(name);

            assertThat(container.getImage()).isEqualTo(image.name());
            assertThat(Kustomization.in(Deploy.BASE).images())
                    .anySatisfy(tagged -> {
                        assertThat(tagged.get("name")).isEqualTo(image.name());
                        assertThat(tagged.get("newTag")).isEqualTo(image.version());
                    });
            assertThat(image.port()).isEqualTo(container.getPorts().getFirst().getContainerPort());
            assertThat(image.user())
                    .isEqualTo(security.getRunAsUser() + ":" + security.getRunAsGroup());
            assertThat(image.mainClass()).hasDeclaredMethods("main");
        }
    }

    @Test
    void theRepositoryHoldsNoSecret() {
        List<Path> files = new ArrayList<>(Deploy.filesBelow(Deploy.K8S));
        files.addAll(Deploy.filesBelow(Deploy.ROOT.resolve("deploy")));
        for (Path file : files) {
            assertThat(Deploy.text(file))
                    .as(file.toString())
                    .doesNotContainPattern("(?m)^kind: Secret")
                    .doesNotContainPattern("nsec1[02-9ac-hj-np-z]{20}")
                    .doesNotContainPattern("pylon_[A-Za-z0-9_-]{30}")
                    .doesNotContainPattern("[0-9a-f]{64}")
                    .doesNotContainPattern("(?mi)^\\s*[a-z.-]*password: *(?!\\$\\{)\\S")
                    .doesNotContainPattern("-----BEGIN");
        }
    }

    @Test
    void everyKeyOfASecretThatIsMountedIsMadeByTheScript() {
        Set<String> wanted = new TreeSet<>();
        PodRules.templates(BASE)
                .forEach((name, template) ->
                        template.getSpec().getVolumes().stream()
                                .map(Volume::getSecret)
                                .filter(secret -> secret != null && secret.getItems() != null)
                                .forEach(secret ->
                                        secret.getItems()
                                                .forEach(item -> wanted.add(item.getKey()))));

        assertThat(wanted).contains("database-password", "identity.nsec", "wallet.key");
        String script = Deploy.text(Deploy.K8S.resolve("make-secrets"));
        assertThat(wanted).allSatisfy(key -> assertThat(script).contains("=" + key + "="));
    }
}
