package dev.pylon.cli.doctor;

import dev.pylon.api.provider.BackendStatus;
import dev.pylon.api.provider.ModelStatus;
import java.util.ArrayList;
import java.util.List;

/** Which backends a provider has, and why each other is not there. One is enough. */
final class BackendChecks {
    private BackendChecks() {}

    static List<Check> of(List<BackendStatus> backends) {
        List<Check> checks = new ArrayList<>();
        for (BackendStatus backend : backends) {
            checks.add(check(backend));
        }
        if (backends.stream().noneMatch(backend -> !backend.models().isEmpty())) {
            checks.add(
                    Check.fail(
                            "backends",
                            "none has a model to offer, so that every job is refused",
                            "Start one of those above, or name one under"
                                    + " pylon.provider.backends in config.yml."));
        }
        return checks;
    }

    private static Check check(BackendStatus backend) {
        String name = "backend " + backend.name();
        if (!backend.available()) {
            return Check.note(name, "not available: " + backend.reason());
        }
        if (backend.models().isEmpty()) {
            return Check.note(name, "none of its models is offered: see models.yml");
        }
        List<String> models =
                backend.models().stream()
                        .map(model -> model.model() + " at " + model.priceMsat().inSat())
                        .toList();
        return backend.models().stream().anyMatch(ModelStatus::simulated)
                ? Check.ok(name, models + ", simulated")
                : Check.ok(name, models.toString());
    }
}
