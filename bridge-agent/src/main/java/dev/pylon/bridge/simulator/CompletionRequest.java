package dev.pylon.bridge.simulator;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a completion is asked for.
 *
 * @param prompt the last message's text
 * @param maxTokens words here
 */
record CompletionRequest(String prompt, boolean stream, int maxTokens) {
    /**
     * @throws IllegalArgumentException if the body is no request; the message says why
     */
    static CompletionRequest parse(byte[] body) {
        JsonNode request;
        try {
            request = Replies.JSON.readTree(body);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body is not JSON", e);
        }
        JsonNode messages = request.path("messages");
        require(
                messages.isArray() && !messages.isEmpty(),
                "messages must be a list with at least one message");
        String model = request.path("model").asString(Simulator.MODEL);
        require(
                model.equals(Simulator.MODEL),
                "there is no model '" + model + "', only '" + Simulator.MODEL + "'");
        JsonNode stream = request.path("stream");
        require(stream.isMissingNode() || stream.isBoolean(), "stream is true or false");
        JsonNode maxTokens = request.path("max_tokens");
        require(
                maxTokens.isMissingNode() || maxTokens.isInt() && maxTokens.intValue() > 0,
                "max_tokens is a whole number above 0");
        JsonNode content = messages.get(messages.size() - 1).path("content");
        require(content.isString(), "each message has a content that is a text");
        return new CompletionRequest(
                content.stringValue(), stream.asBoolean(false), maxTokens.asInt(Integer.MAX_VALUE));
    }

    private static void require(boolean held, String otherwise) {
        if (!held) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
