package dev.pylon.api.console;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * Opens the console once, as the key that asked for it.
 *
 * @param path at the service that gave it
 * @param expiresAt after that it opens nothing
 */
public record ConsoleTicket(
        @Schema(example = "/console/enter?ticket=…") String path, Instant expiresAt) {}
