package dev.pylon.nostr.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Nip42Test {
    private static final SecretKey KEY = SecretKey.generate();
    private static final String URL = "wss://relay.example.com";
    private static final Set<String> OWN = Set.of(URL, "ws://127.0.0.1:7447", "wss://x.org/nostr");
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    @Test
    void whoSignsTheChallengeIsAuthenticated() {
        Event event = Nip42.authTemplate(URL, "c").withCreatedAt(NOW).sign(KEY);

        assertThat(Nip42.check(event, "c", OWN, NOW))
                .isEqualTo(new AuthOutcome.Authenticated(KEY.publicKey()));
        assertThat(event.kind()).isEqualTo(22242);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wss://relay.example.com/",
                "WSS://Relay.Example.COM//",
                "ws://relay.example.com",
                "wss://relay.example.com:443/",
                "ws://relay.example.com:80",
                " wss://relay.example.com ",
                "https://relay.example.com",
                "relay.example.com",
                "ws://127.0.0.1:7447/",
                "wss://x.org/nostr/"
            })
    void theRelayIsKnownByAnyOfItsNames(String url) {
        assertThat(check(Kinds.CLIENT_AUTH, url, "c", NOW))
                .isInstanceOf(AuthOutcome.Authenticated.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wss://",
                "wss://evil.example.com",
                "wss://relay.example.com.evil.org",
                "wss://relay.example.com:444",
                "wss://relay.example.com/other",
                "ws://127.0.0.1",
                "wss://x.org",
                "wss://x.org/nostr:443"
            })
    void anotherRelaysNameIsRefused(String url) {
        assertThat(check(Kinds.CLIENT_AUTH, url, "c", NOW))
                .isEqualTo(new AuthOutcome.Refused(AuthFailure.WRONG_RELAY));
    }

    @Test
    void eachThingThatCanBeWrongIsSaid() {
        Duration tooFar = Nip42.TOLERANCE.plusSeconds(1);

        assertThat(check(1, URL, "c", NOW)).isEqualTo(refused(AuthFailure.WRONG_KIND));
        assertThat(check(22242, URL, "d", NOW)).isEqualTo(refused(AuthFailure.WRONG_CHALLENGE));
        assertThat(check(22242, URL, "c", NOW.plus(tooFar)))
                .isEqualTo(refused(AuthFailure.WRONG_TIME));
        assertThat(check(22242, URL, "c", NOW.minus(tooFar)))
                .isEqualTo(refused(AuthFailure.WRONG_TIME));
        assertThat(check(22242, URL, "c", NOW.minus(Nip42.TOLERANCE)))
                .isInstanceOf(AuthOutcome.Authenticated.class);
        Event bare = new EventTemplate(22242, Tags.none(), "", 1_700_000_000).sign(KEY);
        assertThat(Nip42.check(bare, "c", OWN, NOW))
                .isEqualTo(refused(AuthFailure.WRONG_CHALLENGE));
        assertThat(refused(AuthFailure.WRONG_RELAY).reason()).contains("another relay");
    }

    @Test
    void aSignatureOfSomebodyElseProvesNothing() {
        Event event = Nip42.authTemplate(URL, "c").withCreatedAt(NOW).sign(KEY);
        Event stolen =
                new Event(
                        event.id(),
                        SecretKey.generate().publicKey(),
                        event.createdAt(),
                        event.kind(),
                        event.tags(),
                        event.content(),
                        event.sig());

        assertThat(Nip42.check(stolen, "c", OWN, NOW))
                .isEqualTo(refused(AuthFailure.BAD_SIGNATURE));
    }

    private static AuthOutcome check(int kind, String url, String challenge, Instant time) {
        Tags tags = Tags.of(Tag.of("relay", url), Tag.of("challenge", challenge));
        Event event = new EventTemplate(kind, tags, "", time.getEpochSecond()).sign(KEY);
        return Nip42.check(event, "c", OWN, NOW);
    }

    private static AuthOutcome.Refused refused(AuthFailure failure) {
        return new AuthOutcome.Refused(failure);
    }
}
