package dev.pylon.kit.problem;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers every error of a service, expected or not, as problem details; what is unexpected is
 * logged with a number.
 */
public final class ProblemHandler implements WebExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    private final JsonMapper json;

    public ProblemHandler(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        ProblemDetail body = describe(failure);
        response.setRawStatusCode(body.getStatus());
        if (failure instanceof ErrorResponse known) {
            response.getHeaders().putAll(known.getHeaders());
        }
        if (body.getStatus() == HttpStatus.UNAUTHORIZED.value()) {
            response.getHeaders().set("WWW-Authenticate", "Bearer");
        }
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        byte[] bytes = json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(bytes)));
    }

    /** What the caller is told of a failure. What is unexpected is logged here. */
    public static ProblemDetail describe(Throwable failure) {
        return switch (failure) {
            case ProblemException known -> known.getBody();
            case ServerWebInputException unreadable ->
                    ProblemException.body(
                            HttpStatus.valueOf(unreadable.getStatusCode().value()),
                            "malformed-request",
                            explain(unreadable));
            case ErrorResponse spring -> spring(spring);
            default -> unexpected(failure);
        };
    }

    /** Spring's own: 404 for unknown paths, 405, 406, 413, 415. */
    private static ProblemDetail spring(ErrorResponse failure) {
        HttpStatus status = HttpStatus.valueOf(failure.getStatusCode().value());
        String detail = failure.getBody().getDetail();
        return ProblemException.body(
                status,
                status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-'),
                detail == null
                        ? status.getReasonPhrase() + ". The API is described at /v3/api-docs."
                        : detail);
    }

    private static String explain(ServerWebInputException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException wrong) {
                return "The body can't be read: " + wrong.getOriginalMessage();
            }
        }
        String reason = failure.getReason();
        return reason == null ? "The request can't be read." : reason;
    }

    private static ProblemDetail unexpected(Throwable failure) {
        String incident = UUID.randomUUID().toString();
        LOG.atError().setCause(failure).addKeyValue("incident", incident).log("unexpected failure");
        return ProblemException.body(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong on our side. The log has it as incident " + incident + ".");
    }
}
