package dev.pylon.e2e.deploy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;

/** A path that the cluster asks a service for: its probes and its metrics. */
public record Endpoint(String service, String path) {
    public static List<Endpoint> all() {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Deployment deployment : Manifests.ofResources(Deploy.BASE).of(Deployment.class)) {
            String name = PodRules.name(deployment);
            PodTemplateSpec template = deployment.getSpec().getTemplate();
            Container container = template.getSpec().getContainers().getFirst();
            for (var probe :
                    List.of(
                            container.getStartupProbe(),
                            container.getLivenessProbe(),
                            container.getReadinessProbe())) {
                endpoints.add(new Endpoint(name, PodRules.path(container, probe)));
            }
            endpoints.add(
                    new Endpoint(
                            name,
                            template.getMetadata().getAnnotations().get("prometheus.io/path")));
        }
        return endpoints.stream().distinct().toList();
    }
}
