package dev.pylon.nostr.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Nip98Test {
    private static final SecretKey KEY = SecretKey.generate();
    private static final String URL = "https://relay.example.com/";
    private static final byte[] BODY = "{\"method\":\"x\"}".getBytes(UTF_8);
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    @Test
    void whatItsClientSignsAllowsTheRequestAndNoOther() {
        Event event = Nip98.template(URL, "POST", BODY).withCreatedAt(NOW).sign(KEY);

        assertThat(Nip98.fromHeader(Nip98.header(event))).hasValue(event);
        assertThat(Nip98.check(event, Set.of(URL), "POST", BODY, NOW)).isEmpty();
        assertThat(Nip98.check(event, Set.of(URL + "x"), "POST", BODY, NOW))
                .hasValue(HttpAuthFailure.WRONG_URL);
        assertThat(Nip98.check(event, Set.of(URL), "GET", BODY, NOW))
                .hasValue(HttpAuthFailure.WRONG_METHOD);
        assertThat(Nip98.check(event, Set.of(URL), "POST", new byte[0], NOW))
                .hasValue(HttpAuthFailure.WRONG_PAYLOAD);
    }

    @ParameterizedTest
    @CsvSource({"-61,true", "-60,false", "60,false", "61,true"})
    void itServesForAMinute(long seconds, boolean refused) {
        Event event =
                Nip98.template(URL, "POST", BODY).withCreatedAt(NOW.plusSeconds(seconds)).sign(KEY);
        assertThat(Nip98.check(event, Set.of(URL), "POST", BODY, NOW).isPresent())
                .isEqualTo(refused);
    }

    @Test
    void aForgedEventOrAnotherKindAllowsNothing() {
        Event event = Nip98.template(URL, "POST", BODY).withCreatedAt(NOW).sign(KEY);
        Event forged =
                new Event(
                        event.id(),
                        SecretKey.generate().publicKey(),
                        event.createdAt(),
                        event.kind(),
                        event.tags(),
                        event.content(),
                        event.sig());
        assertThat(Nip98.check(forged, Set.of(URL), "POST", BODY, NOW))
                .hasValue(HttpAuthFailure.BAD_SIGNATURE);
        Event auth = new EventTemplate(Kinds.CLIENT_AUTH, event.tags(), "", 0).sign(KEY);
        assertThat(Nip98.check(auth, Set.of(URL), "POST", BODY, NOW))
                .hasValue(HttpAuthFailure.WRONG_KIND);
        Event bare = new EventTemplate(27235, Tags.none(), "", NOW.getEpochSecond()).sign(KEY);
        assertThat(Nip98.check(bare, Set.of(URL), "POST", BODY, NOW))
                .hasValue(HttpAuthFailure.WRONG_URL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer abc", "Nostr", "Nostr !!", "Nostr e30=", "Nostr bm8="})
    void whatIsNoEventIsNone(String header) {
        assertThat(Nip98.fromHeader(header)).isEmpty();
    }
}
