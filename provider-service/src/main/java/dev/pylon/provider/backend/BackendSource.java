package dev.pylon.provider.backend;

import java.util.List;

/** One family of adapters, which makes what is configured of it. */
public interface BackendSource {
    List<InferenceBackend> backends();
}
