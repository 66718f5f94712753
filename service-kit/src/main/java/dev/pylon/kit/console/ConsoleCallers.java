package dev.pylon.kit.console;

import dev.pylon.kit.auth.ApiKeys;
import java.util.List;

/**
 * Who may have a session besides API keys: those who prove in another way who they are. A service
 * that knows some makes a bean of this type.
 */
@FunctionalInterface
public interface ConsoleCallers {
    /** Those of this name; none as soon as they may not any more. */
    List<ApiKeys.Known> named(String keyId);
}
