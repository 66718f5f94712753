package dev.pylon.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** What every pod of ours must be, whatever an overlay makes of it. */
final class PodRules {
    private PodRules() {}

    static Map<String, PodTemplateSpec> templates(Manifests manifests) {
        Map<String, PodTemplateSpec> templates = new LinkedHashMap<>();
        manifests
                .of(Deployment.class)
                .forEach(one -> templates.put(name(one), one.getSpec().getTemplate()));
        manifests
                .of(StatefulSet.class)
                .forEach(one -> templates.put(name(one), one.getSpec().getTemplate()));
        return templates;
    }

    static void check(Manifests manifests) {
        templates(manifests)
                .forEach((name, template) -> {
                    PodSpec pod = template.getSpec();
                    assertThat(pod.getSecurityContext().getRunAsNonRoot()).as(name).isTrue();
                    assertThat(pod.getSecurityContext().getRunAsUser()).as(name).isPositive();
                    assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                            .as(name)
                            .isEqualTo("RuntimeDefault");
                    assertThat(pod.getAutomountServiceAccountToken()).as(name).isFalse();
                    assertThat(pod.getContainers()).as(name).hasSize(1);
                    check(name, pod.getContainers().getFirst());
                    checkService(manifests.one(Service.class, name), template);
                });
    }

    private static void check(String name, Container container) {
        var security = container.getSecurityContext();
        assertThat(security.getReadOnlyRootFilesystem()).as(name).isTrue();
        assertThat(security.getAllowPrivilegeEscalation()).as(name).isFalse();
        assertThat(security.getCapabilities().getDrop()).as(name).containsExactly("ALL");
        assertThat(container.getResources().getRequests())
                .as(name)
                .containsOnlyKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).as(name).containsOnlyKeys("cpu", "memory");
        assertThat(container.getStartupProbe()).as(name).isNotNull();
        assertThat(container.getReadinessProbe()).as(name).isNotNull();
        assertThat(container.getLivenessProbe()).as(name).isNotNull();
        assertThat(container.getVolumeMounts())
                .as("%s: places that may be written", name)
                .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .extracting(mount -> mount.getName())
                .isSubsetOf("tmp", "socket", "data");
        assertThat(container.getEnv())
                .as("%s: secrets come as files", name)
                .allSatisfy(variable ->
                        assertThat(variable.getName())
                                .doesNotMatch("(?i).*(password|secret|token)$"));
    }

    private static void checkService(Service service, PodTemplateSpec template) {
        String name = name(service);
        assertThat(template.getMetadata().getLabels())
                .as(name)
                .containsAllEntriesOf(service.getSpec().getSelector());
        ServicePort port = service.getSpec().getPorts().getFirst();
        var container = template.getSpec().getContainers().getFirst().getPorts().getFirst();
        assertThat(port.getTargetPort().getStrVal()).as(name).isEqualTo(container.getName());
        assertThat(port.getPort()).as(name).isEqualTo(container.getContainerPort());
    }

    /** The path that this probe asks for, at the port that the container listens on. */
    static String path(Container container, Probe probe) {
        assertThat(probe.getHttpGet().getPort().getStrVal())
                .isEqualTo(container.getPorts().getFirst().getName());
        return probe.getHttpGet().getPath();
    }

    static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }
}
