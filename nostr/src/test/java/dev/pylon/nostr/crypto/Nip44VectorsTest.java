package dev.pylon.nostr.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The vectors of NIP-44 by its authors, in their format. Most of them are here; the whole file can
 * be put in the place of ours.
 */
class Nip44VectorsTest {
    private static final JsonNode VECTORS = vectors();

    static Stream<JsonNode> conversations() {
        return of("valid", "get_conversation_key");
    }

    static Stream<JsonNode> messages() {
        return of("valid", "encrypt_decrypt");
    }

    static Stream<JsonNode> paddings() {
        return of("valid", "calc_padded_len");
    }

    static Stream<JsonNode> noKeys() {
        return of("invalid", "get_conversation_key");
    }

    static Stream<JsonNode> noLengths() {
        return of("invalid", "encrypt_msg_lengths");
    }

    static Stream<JsonNode> noMessages() {
        return of("invalid", "decrypt");
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void derivesTheConversationKey(JsonNode vector) {
        byte[] key =
                Nip44.conversationKey(
                        SecretKey.fromHex(text(vector, "sec1")),
                        PublicKey.fromHex(text(vector, "pub2")));

        assertThat(Hex.encode(key)).isEqualTo(text(vector, "conversation_key"));
    }

    /** Only in the whole file. */
    @Test
    void derivesTheMessageKeys() {
        JsonNode vectors = VECTORS.path("valid").path("get_message_keys");
        byte[] conversation = Hex.decode(vectors.path("conversation_key").asString(""));
        for (JsonNode vector : vectors.path("keys")) {
            Nip44.MessageKeys keys =
                    Nip44.MessageKeys.of(conversation, Hex.decode(text(vector, "nonce")));

            assertThat(Hex.encode(keys.chachaKey())).isEqualTo(text(vector, "chacha_key"));
            assertThat(Hex.encode(keys.chachaNonce())).isEqualTo(text(vector, "chacha_nonce"));
            assertThat(Hex.encode(keys.hmacKey())).isEqualTo(text(vector, "hmac_key"));
        }
    }

    @ParameterizedTest
    @MethodSource("paddings")
    void padsToTheLength(JsonNode vector) {
        assertThat(Nip44.paddedLength(vector.get(0).intValue()))
                .isEqualTo(vector.get(1).intValue());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void encryptsAndDecrypts(JsonNode vector) {
        SecretKey one = SecretKey.fromHex(text(vector, "sec1"));
        SecretKey two = SecretKey.fromHex(text(vector, "sec2"));
        String plain = text(vector, "plaintext");
        byte[] key = Nip44.conversationKey(one, two.publicKey());

        assertThat(Hex.encode(key)).isEqualTo(text(vector, "conversation_key"));
        assertThat(Nip44.encrypt(plain, key, Hex.decode(text(vector, "nonce"))))
                .isEqualTo(text(vector, "payload"));
        assertThat(Nip44.decrypt(text(vector, "payload"), two, one.publicKey())).isEqualTo(plain);
    }

    /** Only in the whole file. */
    @Test
    void encryptsAndDecryptsLongTexts() {
        for (JsonNode vector : VECTORS.path("valid").path("encrypt_decrypt_long_msg")) {
            String plain = text(vector, "pattern").repeat(vector.get("repeat").intValue());
            byte[] key = Hex.decode(text(vector, "conversation_key"));

            String payload = Nip44.encrypt(plain, key, Hex.decode(text(vector, "nonce")));

            assertThat(sha256(plain)).isEqualTo(text(vector, "plaintext_sha256"));
            assertThat(sha256(payload)).isEqualTo(text(vector, "payload_sha256"));
            assertThat(Nip44.decrypt(payload, key)).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @MethodSource("noKeys")
    void refusesKeysThatAreNone(JsonNode vector) {
        assertThatThrownBy(() ->
                        Nip44.encrypt(
                                "a",
                                SecretKey.fromHex(text(vector, "sec1")),
                                PublicKey.fromHex(text(vector, "pub2"))))
                .as(text(vector, "note"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("noLengths")
    void refusesToEncryptLengthsThatHaveNoForm(JsonNode length) {
        String plain = "a".repeat(length.intValue());

        assertThatThrownBy(() -> Nip44.encrypt(plain, new byte[32], new byte[32]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65,535");
    }

    @ParameterizedTest
    @MethodSource("noMessages")
    void refusesWhatWasNotMadeByTheRules(JsonNode vector) {
        byte[] key = Hex.decode(text(vector, "conversation_key"));
        String note = text(vector, "note");

        assertThatThrownBy(() -> Nip44.decrypt(text(vector, "payload"), key))
                .isInstanceOf(DecryptionFailed.class)
                .hasMessageContaining(wordFor(note));
    }

    private static String wordFor(String note) {
        return note.contains("MAC")
                ? "authentication code"
                : note.contains("version")
                        ? "version"
                        : note.contains("base64")
                                ? "base64"
                                : note.contains("padding") ? "padding" : "length";
    }

    private static Stream<JsonNode> of(String group, String name) {
        return VECTORS.path(group).path(name).valueStream();
    }

    private static String text(JsonNode vector, String field) {
        return vector.get(field).stringValue();
    }

    private static String sha256(String text) {
        return Hex.encode(Hashes.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode vectors() {
        try (InputStream file =
                Objects.requireNonNull(
                        Nip44VectorsTest.class.getResourceAsStream("nip44.vectors.json"))) {
            return new JsonMapper().readTree(file.readAllBytes()).get("v2");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
