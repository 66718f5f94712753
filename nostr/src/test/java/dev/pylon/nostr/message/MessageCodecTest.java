package dev.pylon.nostr.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.key.SecretKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    private static final Event EVENT =
            EventTemplate.of(5050, Tags.of(Tag.of("i", "Why?", "text")), "\"quoted\"\n")
                    .sign(SecretKey.generate());
    private static final Filter FILTER =
            Filter.builder().kinds(6050, 7000).tag("e", EVENT.id().hex()).limit(10).build();

    static List<ClientMessage> clientMessages() {
        return List.of(
                new ClientMessage.Publish(EVENT),
                new ClientMessage.Subscribe("sub \"1\"", List.of(FILTER)),
                new ClientMessage.Subscribe("ü", List.of(FILTER, Filter.builder().build())),
                new ClientMessage.Close("sub"),
                new ClientMessage.Authenticate(EVENT),
                new ClientMessage.Count("c", List.of(FILTER)),
                new ClientMessage.SyncOpen("n", FILTER, "6100000200"),
                new ClientMessage.SyncMessage("n", "6100"),
                new ClientMessage.SyncClose("n"));
    }

    static List<RelayMessage> relayMessages() {
        return List.of(
                new RelayMessage.EventMessage("sub", EVENT),
                new RelayMessage.Ok(EVENT.id(), true, ""),
                new RelayMessage.Ok(EVENT.id(), false, "blocked: no"),
                new RelayMessage.EndOfStored("sub"),
                new RelayMessage.Closed("sub", "auth-required: who are you?"),
                new RelayMessage.Notice("hello"),
                new RelayMessage.Challenge("abc"),
                new RelayMessage.CountResult("c", 42),
                new RelayMessage.CountResult("c", 43, true),
                new RelayMessage.SyncMessage("n", "6100"),
                new RelayMessage.SyncError("n", "blocked: too big"));
    }

    @ParameterizedTest
    @MethodSource("clientMessages")
    void whatAClientWritesARelayReads(ClientMessage message) {
        byte[] padded = ("xx" + message.toJson() + "yy").getBytes(StandardCharsets.UTF_8);
        ByteBuffer region = ByteBuffer.wrap(padded, 2, padded.length - 4);
        ByteBuffer direct = ByteBuffer.allocateDirect(padded.length).put(padded);
        direct.position(2).limit(padded.length - 2);

        assertThat(MessageCodec.readClient(message.toJson())).isEqualTo(message);
        assertThat(MessageCodec.readClient(message.toJsonBytes())).isEqualTo(message);
        assertThat(MessageCodec.readClient(padded, 2, padded.length - 4)).isEqualTo(message);
        assertThat(MessageCodec.readClient(region)).isEqualTo(message);
        assertThat(MessageCodec.readClient(direct)).isEqualTo(message);
        assertThat(direct.position()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("relayMessages")
    void whatARelayWritesAClientReads(RelayMessage message) {
        byte[] bytes = message.toJsonBytes();

        assertThat(MessageCodec.readRelay(message.toJson())).isEqualTo(message);
        assertThat(MessageCodec.readRelay(bytes)).isEqualTo(message);
        assertThat(MessageCodec.readRelay(bytes, 0, bytes.length)).isEqualTo(message);
        assertThat(MessageCodec.readRelay(ByteBuffer.wrap(bytes))).isEqualTo(message);
    }

    @Test
    void anEventMessageIsItsPrefixTheEventAndABracket() {
        String prefix = new String(MessageCodec.eventPrefix("a\"b"), StandardCharsets.UTF_8);

        assertThat(prefix + EVENT.toJson() + "]")
                .isEqualTo(new RelayMessage.EventMessage("a\"b", EVENT).toJson());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "{}",
                "[]",
                "[1]",
                "[\"\"]",
                "[\"EVENT\"]",
                "[\"EVENT\",null]",
                "[\"REQ\"]",
                "[\"REQ\",1]",
                "[\"REQ\",\"\",{}]",
                "[\"REQ\",\"a\"]",
                "[\"REQ\",\"a\",[]]",
                "[\"CLOSE\"]",
                "[\"CLOSE\",{}]",
                "[\"AUTH\",\"x\"]",
                "[\"COUNT\",\"x\"]",
                "[\"CLOSE\",\"a\"",
                "[\"CLOSE\",\"a\"]x",
                "[\"CLOSE\",\"a\"],",
                "[\"CLOSE\",\"a\",]",
                "[,\"CLOSE\",\"a\"]",
                "[\"CLOSE\" \"a\"]",
                "[\"CLOSE\",\"a",
                "[\"CLOSE\",\"\\ud800\"]",
                "[\"CLOSE\",\"\\u12\"]",
                "[\"CLOSE\",\"\\x\"]",
                "[\"CLOSE\",\"a\nb\"]",
                "['CLOSE','a']",
                "[\"HELLO\",\"a\"]",
                "\ufeff[\"CLOSE\",\"a\"]"
            })
    void whatIsNoMessageIsMalformed(String text) {
        assertThat(malformedClient(text)).isNotNull();
    }

    @Test
    void aMalformedMessageSaysWhatItWasAbout() {
        String id = EVENT.id().hex();
        String json = EVENT.toJson();

        assertThat(malformedClient("[\"EVENT\",{\"id\":\"" + id + "\",\"kind\":1.5}]").eventId())
                .hasValue(EVENT.id());
        assertThat(malformedClient("[\"EVENT\",{\"kind\":\"x\",\"id\":\"" + id + "\"}]").eventId())
                .as("the id comes after the error")
                .hasValue(EVENT.id());
        assertThat(malformedClient("[\"EVENT\"," + json + "] x").eventId()).hasValue(EVENT.id());
        assertThat(malformedClient("[\"EVENT\",{\"id\":1}]").eventId()).isEmpty();
        assertThat(malformedClient("[\"AUTH\",{\"id\":\"" + id + "\"}]").verb()).hasValue("AUTH");
        MalformedMessage req = malformedClient("[\"REQ\",\"s\",{\"since\":\"x\"}]");
        assertThat(req.subscriptionId()).hasValue("s");
        assertThat(req.prefixedReason()).startsWith("invalid: filter: since:");
        MalformedMessage wide = malformedClient("[\"COUNT\",\"s\",{\"nonsense\":1}]");
        assertThat(wide.prefixedReason()).startsWith("unsupported: ");
        assertThat(malformedClient("[\"NEG-OPEN\",\"s\",{}]").verb()).hasValue("NEG-OPEN");
    }

    @Test
    void relaysAreReadLeniently() {
        String id = EVENT.id().hex();

        assertThat(MessageCodec.readRelay("[\"OK\",\"" + id + "\",true]"))
                .isEqualTo(new RelayMessage.Ok(EVENT.id(), true, ""));
        assertThat(MessageCodec.readRelay("[\"CLOSED\",\"s\"]"))
                .isEqualTo(new RelayMessage.Closed("s", ""));
        assertThat(MessageCodec.readRelay(" [ \"EOSE\" , \"s\" , {\"more\":[1]} ] \n"))
                .isEqualTo(new RelayMessage.EndOfStored("s"));
        assertThat(
                        MessageCodec.readRelay(
                                "[\"COUNT\",\"s\",{\"hll\":\"00\",\"count\":7,\"approximate\":true}]"))
                .isEqualTo(new RelayMessage.CountResult("s", 7, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"OK\"]",
                "[\"OK\",\"\",false,\"x\"]",
                "[\"OK\",\"abc\",1]",
                "[\"EVENT\",\"s\"]",
                "[\"EVENT\",{}]",
                "[\"EOSE\"]",
                "[\"CLOSED\",\"\"]",
                "[\"NOTICE\",1]",
                "[\"AUTH\"]",
                "[\"COUNT\",\"s\",{}]",
                "[\"COUNT\",\"s\",{\"count\":-1}]",
                "[\"COUNT\",\"s\",7]",
                "[\"NEG-MSG\",\"s\"]",
                "[\"NEG-ERR\"]",
                "\ud800"
            })
    void whatNoRelayShouldSayIsMalformed(String text) {
        assertThat(catchThrowableOfType(MalformedMessage.class, () -> MessageCodec.readRelay(text)))
                .isNotNull();
    }

    @Test
    void aVeryLongVerbIsNotRepeatedInFull() {
        MalformedMessage malformed = malformedClient("[\"" + "X".repeat(5000) + "\"]");

        assertThat(malformed.prefixedReason()).hasSizeLessThan(60).startsWith("unsupported: ");
    }

    private static MalformedMessage malformedClient(String text) {
        return catchThrowableOfType(MalformedMessage.class, () -> MessageCodec.readClient(text));
    }
}
