package dev.pylon.api.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backend and whether it can work.
 *
 * @param reason why it can't, in a sentence; null if it can
 */
public record BackendStatus(
        String name, boolean available, @Nullable String reason, List<ModelStatus> models) {}
