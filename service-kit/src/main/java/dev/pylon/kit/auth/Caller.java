package dev.pylon.kit.auth;

import java.util.Optional;
import java.util.Set;

/**
 * Who calls.
 *
 * @param keyId the API key's name, which may be logged
 * @param account whose money and jobs it acts on
 */
public record Caller(String keyId, String account, Set<Scope> scopes, Optional<Budget> budget) {
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
