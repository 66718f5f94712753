package dev.pylon.provider.backend.anthropic;

import dev.pylon.provider.backend.BackendFailure;
import dev.pylon.provider.backend.BackendFailure.Cause;
import dev.pylon.provider.backend.Chunk;
import dev.pylon.provider.backend.http.Endings;
import dev.pylon.provider.backend.http.Json;
import dev.pylon.provider.backend.http.ModelServer.Reply;
import dev.pylon.provider.backend.http.Refusal;
import dev.pylon.provider.backend.http.ServerEvent;
import java.util.List;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

/** Reads the events of a streamed message. Kinds of events that are not known are passed over. */
final class MessageAnswer {
    private MessageAnswer() {}

    static Flux<Chunk> in(Reply reply) {
        return reply.is(MediaType.TEXT_EVENT_STREAM)
                ? Endings.required(
                        ServerEvent.in(reply.lines()).concatMapIterable(MessageAnswer::parts))
                : Flux.error(
                        new BackendFailure(
                                Cause.GARBAGE, "Anthropic gave an answer that is not a stream."));
    }

    private static List<Chunk> parts(ServerEvent event) {
        JsonNode node = Json.read(event.data());
        return switch (node.path("type").asString("")) {
            case "content_block_delta" -> text(node.path("delta"));
            case "message_delta" -> end(node.path("delta").path("stop_reason").asString(""));
            case "error" -> throw Refusal.inTheMiddle(node.path("error")).failure();
            default -> List.of();
        };
    }

    private static List<Chunk> text(JsonNode delta) {
        String text = delta.path("text").asString("");
        return delta.path("type").asString("").equals("text_delta") && !text.isEmpty()
                ? List.of(new Chunk.Text(text))
                : List.of();
    }

    private static List<Chunk> end(String reason) {
        return switch (reason) {
            case "" -> List.of();
            case "refusal" ->
                    throw new BackendFailure(Cause.REFUSED, "The model declined to answer this.");
            default -> List.of(new Chunk.Finished(reason));
        };
    }
}
