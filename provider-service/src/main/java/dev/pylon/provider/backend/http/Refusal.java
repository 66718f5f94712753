package dev.pylon.provider.backend.http;

import dev.pylon.provider.backend.BackendFailure;
import dev.pylon.provider.backend.BackendFailure.Cause;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * What a server said instead of an answer. All of them say it in much the same words: an HTTP
 * status, and an {@code error} with a message, a type and a code, or only a sentence.
 *
 * @param status HTTP's, or the one that the error itself stands for where the answer had begun
 * @param code its type and code
 * @param said its sentence
 * @param pause seconds of {@code Retry-After}; empty if it did not say
 */
public record Refusal(int status, String code, String said, String pause) {
    private static final int MAX_SAID = 300;
    private static final List<String> TOO_LONG =
            List.of(
                    "context length",
                    "context window",
                    "context size",
                    "maximum context",
                    "prompt is too long",
                    "exceed context limit",
                    "input length exceeds");

    /** An error in place of a response. */
    static Refusal of(int status, String body, String pause) {
        JsonNode node;
        try {
            node = Json.read(body);
        } catch (BackendFailure notJson) {
            return new Refusal(status, "", "", pause);
        }
        JsonNode error = node.has("error") ? node.get("error") : node;
        return new Refusal(status, code(error), said(error), pause);
    }

    /** An error in the middle of a response that had begun well. */
    public static Refusal inTheMiddle(JsonNode error) {
        String code = code(error);
        return new Refusal(status(error, code), code, said(error), "");
    }

    public BackendFailure failure() {
        String lower = said.toLowerCase(Locale.ROOT);
        if (code.contains("context_length")
                || code.contains("exceed_context")
                || TOO_LONG.stream().anyMatch(lower::contains)) {
            return failure(Cause.CONTEXT_TOO_LONG, "The prompt is too long for the model");
        }
        if (code.contains("insufficient_quota") || lower.contains("credit balance")) {
            return new BackendFailure(
                    Cause.MODEL_UNAVAILABLE, "The provider's account for this model is used up.");
        }
        if (lower.contains("server busy") || code.contains("overloaded")) {
            return failure(Cause.OVERLOADED, "The model's server has too much to do");
        }
        if (lower.contains("not found, try pulling") || lower.contains("more system memory")) {
            return failure(Cause.MODEL_UNAVAILABLE, "The model is not available");
        }
        return byStatus();
    }

    private BackendFailure byStatus() {
        return switch (status) {
            case 400, 413, 422 -> failure(Cause.REFUSED, "The model's server refused the request");
            case 401, 403 ->
                    new BackendFailure(
                            Cause.MODEL_UNAVAILABLE, "The model's server refused our API key.");
            case 404, 503 -> failure(Cause.MODEL_UNAVAILABLE, "The model is not available");
            case 408, 504 -> failure(Cause.TIMED_OUT, "The model did not answer in time");
            case 429, 529 -> failure(Cause.OVERLOADED, "The model's server has too much to do");
            default -> failure(Cause.FAILED, "The model's server failed (HTTP " + status + ")");
        };
    }

    private BackendFailure failure(Cause cause, String sentence) {
        String asks = pause.isEmpty() ? "" : ", and asks for a pause of " + pause + " s";
        String quote = said.isEmpty() ? "." : ": " + said;
        return new BackendFailure(cause, sentence + asks + quote);
    }

    /** The same without the key, should the server have repeated it. */
    Refusal without(String key) {
        return new Refusal(status, code, said.replace(key, "…"), pause);
    }

    private static String code(JsonNode error) {
        return (error.path("type").asString("") + " " + error.path("code").asString("")).strip();
    }

    private static String said(JsonNode error) {
        String said =
                error.isString()
                        ? error.stringValue()
                        : error.path("message").asString(error.path("detail").asString(""));
        String line = said.replaceAll("\\s+", " ").strip();
        return line.length() <= MAX_SAID ? line : line.substring(0, MAX_SAID) + "…";
    }

    private static int status(JsonNode error, String code) {
        int own = error.path("code").asInt(0);
        if (own >= 400 && own < 600) {
            return own;
        }
        return switch (code.split(" ", 2)[0]) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "unavailable_error" -> 503;
            case "timeout_error" -> 504;
            case "overloaded_error" -> 529;
            default -> 500;
        };
    }
}
