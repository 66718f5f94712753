package dev.pylon.bench.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.message.RelayMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTest {
    private final Event event = new Market(7, 1_760_000_000, 3).event(2);

    @Test
    void readsTheIdOfAnEventBehindATagThatIsNamedId() {
        String reordered =
                "[\"EVENT\",\"s\",{\"content\":\"a \\\"id\\\":\\\"b\\\"\",\"tags\":[[\"id\",\"c\"]],"
                        + "\"id\": \""
                        + event.id().hex()
                        + "\"}]";

        assertThat(at(reordered).id()).isEqualTo(Ids.prefix(event.id()));
        assertThat(at(new RelayMessage.EventMessage("s", event).toJson()).id())
                .isEqualTo(Ids.prefix(event.id()));
    }

    @Test
    void readsWhatAnOkSays() {
        Message yes = at(new RelayMessage.Ok(event.id(), true, "").toJson());
        assertThat(yes.label()).isEqualTo(Message.Label.OK);
        assertThat(yes.accepted()).isTrue();
        assertThat(yes.id()).isEqualTo(Ids.prefix(event.id()));

        Message no = at("[\"OK\", \"" + event.id().hex() + "\", false, \"blocked: true\"]");
        assertThat(no.accepted()).isFalse();
        assertThat(no.id()).isEqualTo(Ids.prefix(event.id()));
    }

    @ParameterizedTest
    @CsvSource({
        "EVENT,EVENT",
        "OK,OK",
        "EOSE,EOSE",
        "AUTH,AUTH",
        "NOTICE,NOTICE",
        "CLOSED,CLOSED",
        "COUNT,COUNT",
        "NEG-MSG,OTHER"
    })
    void knowsTheLabels(String written, Message.Label label) {
        Message message = at("[\"" + written + "\",\"value\"]");

        assertThat(message.label()).isEqualTo(label);
        assertThat(message.value()).isEqualTo("value");
    }

    @ParameterizedTest
    @CsvSource({"''", "[", "[\"", "[\"OK\"", "'[\"OK\",\"ab'", "'[\"EVENT\",\"s\",{\"id'"})
    void staysWithinAMessageThatIsCutShort(String text) {
        Message message = at(text);

        assertThat(message.id()).isZero();
        assertThat(message.accepted()).isFalse();
        assertThat(message.value()).hasSizeLessThan(3);
    }

    /** Surrounded by bytes that would be believed if they were read. */
    private static Message at(String text) {
        String around = "[\"OK\",\"" + "f".repeat(64) + "\",true]";
        byte[] bytes = (around + text + around).getBytes(StandardCharsets.UTF_8);
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return new Message().at(bytes, around.length(), around.length() + length);
    }
}
