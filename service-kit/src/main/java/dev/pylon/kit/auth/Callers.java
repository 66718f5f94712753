package dev.pylon.kit.auth;

import dev.pylon.kit.problem.ProblemException;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;

/** The caller of the request that is being answered, from the Reactor context. */
public final class Callers {
    private Callers() {}

    /** The caller; 401 if there is none. */
    public static Mono<Caller> current() {
        return Mono.deferContextual(context ->
                context.<Caller>getOrEmpty(Caller.class)
                        .map(Mono::just)
                        .orElseGet(() -> Mono.error(ApiKeyFilter.unauthorized())));
    }

    /** The caller, if its key has the scope; 403 if not. */
    public static Mono<Caller> require(Scope scope) {
        return current()
                .flatMap(caller ->
                        caller.may(scope)
                                ? Mono.just(caller)
                                : Mono.error(
                                        ProblemException.of(
                                                HttpStatus.FORBIDDEN,
                                                "missing-scope",
                                                "The API key '"
                                                        + caller.keyId()
                                                        + "' lacks the scope "
                                                        + scope.word()
                                                        + ". Use a key that has it.")));
    }
}
