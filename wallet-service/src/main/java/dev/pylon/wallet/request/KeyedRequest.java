package dev.pylon.wallet.request;

import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Hashes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request with an {@code Idempotency-Key}.
 *
 * @param apiKey whose key; two callers may use the same one
 * @param route what is asked for: {@code pay}, {@code fund} …
 * @param bodyHash so that a repeat can be told from another request
 */
public record KeyedRequest(String apiKey, String route, String idempotencyKey, Bytes32 bodyHash) {
    private static final int MAX_LENGTH = 255;

    public KeyedRequest {
        if (idempotencyKey.isBlank() || idempotencyKey.length() > MAX_LENGTH) {
            throw new Refused(
                    Refusal.INVALID_REQUEST,
                    "Send an Idempotency-Key of 1 to " + MAX_LENGTH + " characters.");
        }
    }

    /**
     * @param body the body's values, always in the same order
     */
    public static KeyedRequest of(
            String apiKey, String route, String idempotencyKey, @Nullable Object... body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object value : body) {
            byte[] bytes =
                    value == null
                            ? new byte[0]
                            : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
            all.writeBytes(
                    ByteBuffer.allocate(5)
                            .put((byte) (value == null ? 0 : 1))
                            .putInt(bytes.length)
                            .array());
            all.writeBytes(bytes);
        }
        return new KeyedRequest(
                apiKey, route, idempotencyKey, Bytes32.of(Hashes.sha256(all.toByteArray())));
    }
}
