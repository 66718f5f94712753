package dev.pylon.kit.openapi;

import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;

/**
 * Describes a stream of server-sent events as the text it is: OpenAPI 3.1 has no word for a
 * stream's items, and a client that took it for an array of JSON would fail.
 */
final class EventStreams {
    private static final String SCHEMAS = "#/components/schemas/";

    private EventStreams() {}

    static void describe(Content content) {
        MediaType stream = content.get("text/event-stream");
        if (stream == null || stream.getSchema() == null) {
            return;
        }
        Schema<?> events = stream.getSchema();
        Schema<?> item = events.getItems() == null ? events : events.getItems();
        String reference = item.get$ref();
        if (reference != null && reference.startsWith(SCHEMAS)) {
            JsonSchema text = new JsonSchema();
            text.addType("string");
            text.setContentMediaType("text/event-stream");
            text.setDescription(
                    "Server-sent events. The `data` of each is a `"
                            + reference.substring(SCHEMAS.length())
                            + "` as JSON; its `id` is what Last-Event-ID takes.");
            stream.setSchema(text);
        }
    }
}
