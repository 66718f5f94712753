package dev.pylon.kit.console;

import dev.pylon.kit.auth.Caller;
import dev.pylon.kit.auth.Scope;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * A browser that has signed in.
 *
 * @param csrf every form of the console carries it
 */
public record ConsoleSession(Caller caller, String csrf) {
    static final String ATTRIBUTE = ConsoleSession.class.getName();

    /** Whose request this is; there is always one, except at the entrance. */
    public static ConsoleSession of(ServerRequest request) {
        return (ConsoleSession)
                request.attribute(ATTRIBUTE)
                        .orElseThrow(() -> new IllegalStateException("nobody has signed in"));
    }

    /** Whether it may; what it may not do is not offered, and refused if it is tried. */
    public boolean may(Scope scope) {
        return caller.may(scope);
    }
}
