package dev.pylon.nostr.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.json.JsonReader;
import dev.pylon.nostr.json.MalformedJson;
import dev.pylon.nostr.key.SecretKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Feeds damaged messages and noise to the codec. It may refuse them in its own words or understand
 * them, but nothing else. The seed is printed; set {@code nostr.fuzz.seed} to repeat a run and
 * {@code nostr.fuzz.cases} to make it longer.
 */
class CodecFuzzTest {
    private static final long SEED = Long.getLong("nostr.fuzz.seed", 20_260_101L);
    private static final int CASES = Integer.getInteger("nostr.fuzz.cases", 60_000);

    private static final List<String> NASTY =
            List.of(
                    "\"",
                    "\\",
                    "\\u",
                    "\\ud800",
                    "\\u0000",
                    "[",
                    "]",
                    "{",
                    "}",
                    ",",
                    ":",
                    "null",
                    "true",
                    "NaN",
                    "-",
                    "-0",
                    "1e999",
                    "1.5",
                    "99999999999999999999",
                    "\u0000",
                    "\ufeff",
                    "\"id\":",
                    "\"kind\":",
                    "\"tags\":[[]]",
                    "#e",
                    "[[[[[[[[[[",
                    "🌍",
                    "{\"a\":{\"a\":{\"a\":{\"a\":",
                    "\"\"",
                    " \n\t",
                    "EVENT",
                    "REQ");

    private final JsonMapper jackson = new JsonMapper();

    @Test
    void damagedMessagesAreRefusedOrUnderstood() {
        Random random = random();
        List<byte[]> valid = validMessages();
        int understood = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] message = damaged(valid.get(random.nextInt(valid.size())), valid, random);
            understood += tryBothSides(message);
        }
        assertThat(understood).as("messages that still made sense").isBetween(1, CASES - 1);
    }

    @Test
    void noiseIsRefusedOrUnderstood() {
        Random random = random();
        for (int i = 0; i < CASES / 4; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            tryBothSides(noise);
            String nasty =
                    Stream.generate(() -> NASTY.get(random.nextInt(NASTY.size())))
                            .limit(random.nextInt(20))
                            .reduce("[\"EVENT\",{", String::concat);
            tryBothSides(nasty.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatIsTakenForJsonIsJson() {
        Random random = random();
        List<byte[]> valid = validMessages();
        int accepted = 0;
        for (int i = 0; i < CASES / 2; i++) {
            byte[] text = damaged(valid.get(random.nextInt(valid.size())), valid, random);
            boolean ours = isJson(text);
            Optional<String> decoded = decoded(text);
            accepted += ours ? 1 : 0;
            if (ours) {
                assertThat(decoded.filter(this::jacksonReads)).as(shown(text)).isPresent();
            } else if (decoded.filter(this::jacksonReads).isPresent()) {
                // the only differences, and meant
                assertThat(refusal(text))
                        .as(shown(text))
                        .containsAnyOf("lone surrogate", "nested deeper");
            }
        }
        assertThat(accepted).isPositive();
    }

    private static Random random() {
        System.out.println("fuzz seed " + SEED + ", " + CASES + " cases");
        return new Random(SEED);
    }

    /** How many of both readers understood it. */
    private static int tryBothSides(byte[] message) {
        int understood = 0;
        try {
            ClientMessage read = MessageCodec.readClient(message);
            assertThat(MessageCodec.readClient(read.toJsonBytes())).isEqualTo(read);
            understood++;
        } catch (MalformedMessage declared) {
            assertThat(declared.prefixedReason()).as(shown(message)).isNotEmpty();
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed " + SEED + ": " + shown(message), e);
        }
        try {
            RelayMessage read = MessageCodec.readRelay(message);
            assertThat(MessageCodec.readRelay(read.toJson())).isEqualTo(read);
            understood++;
        } catch (MalformedMessage declared) {
            assertThat(declared.reason()).as(shown(message)).isNotEmpty();
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed " + SEED + ": " + shown(message), e);
        }
        return understood;
    }

    private static byte[] damaged(byte[] message, List<byte[]> others, Random random) {
        byte[] result = message;
        for (int times = random.nextInt(3); times >= 0; times--) {
            int at = random.nextInt(result.length + 1);
            int to = Math.min(result.length, at + random.nextInt(12));
            result =
                    switch (random.nextInt(6)) {
                        case 0 -> splice(result, at, to, new byte[0]);
                        case 1 -> splice(result, at, at, Arrays.copyOfRange(result, at, to));
                        case 2 ->
                                splice(
                                        result,
                                        at,
                                        to,
                                        bytes(NASTY.get(random.nextInt(NASTY.size()))));
                        case 3 ->
                                splice(
                                        result,
                                        at,
                                        Math.min(result.length, at + 1),
                                        new byte[] {(byte) random.nextInt(256)});
                        case 4 -> Arrays.copyOf(result, at);
                        default -> {
                            byte[] other = others.get(random.nextInt(others.size()));
                            int from = random.nextInt(other.length);
                            yield splice(
                                    result,
                                    at,
                                    to,
                                    Arrays.copyOfRange(
                                            other,
                                            from,
                                            Math.min(other.length, from + random.nextInt(80))));
                        }
                    };
        }
        return result;
    }

    private static byte[] splice(byte[] whole, int from, int to, byte[] instead) {
        byte[] result = Arrays.copyOf(whole, from + instead.length + whole.length - to);
        System.arraycopy(instead, 0, result, from, instead.length);
        System.arraycopy(whole, to, result, from + instead.length, whole.length - to);
        return result;
    }

    private static boolean isJson(byte[] text) {
        try {
            read(text);
            return true;
        } catch (MalformedJson e) {
            return false;
        }
    }

    private static String refusal(byte[] text) {
        try {
            read(text);
            return "";
        } catch (MalformedJson e) {
            return e.reason();
        }
    }

    private static void read(byte[] text) {
        JsonReader in = JsonReader.of(text);
        in.skipValue();
        in.expectEnd();
    }

    private boolean jacksonReads(String text) {
        try {
            return !text.startsWith("\ufeff") && !jackson.readTree(text).isMissingNode();
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Empty if the bytes are not UTF-8. */
    private static Optional<String> decoded(byte[] text) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static List<byte[]> validMessages() {
        SecretKey key = SecretKey.fromHex("01".repeat(32));
        Tags tags = Tags.of(Tag.of("e", "ab".repeat(32), "wss://x"), Tag.of("t", "ü\n\"🌍"));
        Event event =
                new EventTemplate(5050, tags, "Why\tis \\ the sky blue? 🌍", 1_700_000_000)
                        .sign(key);
        Filter filter =
                Filter.builder()
                        .ids(event.id())
                        .authors(event.pubkey())
                        .kinds(1, 7000)
                        .tag("p", event.pubkey().hex())
                        .tag("t", "ü", "x")
                        .since(1)
                        .until(1_800_000_000)
                        .limit(500)
                        .search("sky")
                        .build();
        return Stream.concat(
                        Stream.of(
                                        new ClientMessage.Publish(event),
                                        new ClientMessage.Subscribe("sub", List.of(filter, filter)),
                                        new ClientMessage.Close("sub"),
                                        new ClientMessage.Authenticate(event),
                                        new ClientMessage.Count("ü", List.of(filter)),
                                        new ClientMessage.SyncOpen("n", filter, "6100"))
                                .map(ClientMessage::toJsonBytes),
                        Stream.of(
                                        new RelayMessage.EventMessage("sub", event),
                                        new RelayMessage.Ok(event.id(), false, "blocked: \"no\""),
                                        new RelayMessage.EndOfStored("sub"),
                                        new RelayMessage.Closed("sub", "error: x"),
                                        new RelayMessage.Notice("ü"),
                                        new RelayMessage.Challenge("abc"),
                                        new RelayMessage.CountResult("sub", 12))
                                .map(RelayMessage::toJsonBytes))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String shown(byte[] text) {
        return new String(text, StandardCharsets.UTF_8) + " = " + HexFormat.of().formatHex(text);
    }
}
