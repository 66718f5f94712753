package dev.pylon.e2e.deploy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** What a {@code kustomization.yaml} names. */
record Kustomization(Path folder, Map<String, Object> document) {
    static Kustomization in(Path folder) {
        return new Kustomization(
                folder, new Yaml().load(Deploy.text(folder.resolve("kustomization.yaml"))));
    }

    List<String> resources() {
        return strings(document.get("resources"));
    }

    /** Every file that it takes in; other kustomizations are folders and not among them. */
    List<Path> files() {
        List<String> names = new ArrayList<>(resources());
        maps("configMapGenerator").forEach(map -> names.addAll(strings(map.get("files"))));
        maps("patches").forEach(patch -> names.add(String.valueOf(patch.get("path"))));
        return names.stream()
                .map(name -> folder.resolve(name).normalize())
                .filter(path -> !path.toFile().isDirectory())
                .toList();
    }

    List<Map<?, ?>> images() {
        return maps("images");
    }

    private List<Map<?, ?>> maps(String name) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (document.get(name) instanceof List<?> list) {
            list.forEach(entry -> maps.add((Map<?, ?>) entry));
        }
        return maps;
    }

    private static List<String> strings(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
