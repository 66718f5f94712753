package dev.pylon.provider.backend.openai;

import dev.pylon.provider.backend.BackendFailure;
import dev.pylon.provider.backend.BackendFailure.Cause;
import dev.pylon.provider.backend.Chunk;
import dev.pylon.provider.backend.http.Endings;
import dev.pylon.provider.backend.http.Json;
import dev.pylon.provider.backend.http.ModelServer.Reply;
import dev.pylon.provider.backend.http.Refusal;
import dev.pylon.provider.backend.http.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

/** Reads a chat completion, which is a stream of chunks, or whole where a server can't stream. */
final class ChatAnswer {
    private static final String DONE = "[DONE]";

    private ChatAnswer() {}

    static Flux<Chunk> in(Reply reply) {
        return reply.is(MediaType.TEXT_EVENT_STREAM)
                ? Endings.required(
                        ServerEvent.in(reply.lines()).concatMapIterable(ChatAnswer::parts))
                : reply.whole().flatMapIterable(ChatAnswer::whole);
    }

    private static List<Chunk> parts(ServerEvent event) {
        if (event.data().strip().equals(DONE)) {
            return List.of(new Chunk.Finished("stop"));
        }
        JsonNode node = Json.read(event.data());
        if (node.has("error") || event.name().equals("error")) {
            throw Refusal.inTheMiddle(node.has("error") ? node.get("error") : node).failure();
        }
        List<Chunk> chunks = new ArrayList<>();
        JsonNode choice = node.path("choices").path(0);
        String text = choice.path("delta").path("content").asString("");
        if (!text.isEmpty()) {
            chunks.add(new Chunk.Text(text));
        }
        String reason = choice.path("finish_reason").asString("");
        if (!reason.isEmpty()) {
            chunks.add(finished(reason));
        }
        return chunks;
    }

    private static List<Chunk> whole(String body) {
        JsonNode node = Json.read(body);
        if (node.has("error")) {
            throw Refusal.inTheMiddle(node.get("error")).failure();
        }
        JsonNode choice = node.path("choices").path(0);
        JsonNode content = choice.path("message").path("content");
        if (!content.isString()) {
            throw new BackendFailure(
                    Cause.GARBAGE, "The model's server gave an answer without text.");
        }
        return List.of(
                new Chunk.Text(content.stringValue()),
                finished(choice.path("finish_reason").asString("stop")));
    }

    private static Chunk finished(String reason) {
        if (reason.equals("content_filter")) {
            throw new BackendFailure(
                    Cause.REFUSED, "The model's server withheld the answer: its filter took it.");
        }
        return new Chunk.Finished(reason);
    }
}
