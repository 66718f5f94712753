package dev.pylon.nostr.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.key.SecretKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventTest {
    private static final SecretKey KEY =
            SecretKey.fromHex("7f7ff03d123792d6ac594bfa67bf6d0c0ab55b6b1fdb6249303fe861f1ccba9a");

    /** Published by a client of others. */
    private static final String REAL =
            """
            {"kind":1,"id":"dc90c95f09947507c1044e8f48bcf6350aa6bff1507dd4acfc755b9239b5c962",\
            "pubkey":"3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d",\
            "created_at":1644271588,"tags":[],"content":"now that https://blueskyweb.org/blog/2-7-2022-overview \
            was announced we can stop working on nostr?",\
            "sig":"230e9d8f0ddaf7eb70b5f7741ccfa37e87a455c9a469282e3464e2052d3192cd63a167e196e381ef9d7e69e9ea43af2443b839974dc85d8aaab9efe1d9296524"}\
            """;

    @Test
    void anEventOfAnotherClientIsValid() {
        Event event = Event.fromJson(REAL);

        assertThat(event.hasValidId()).isTrue();
        assertThat(event.hasValidSignature()).isTrue();
        assertThat(Event.fromJson(event.toJson())).isEqualTo(event);
    }

    @Test
    void whatIsSignedIsValidUntilAnythingChanges() {
        Event event =
                EventTemplate.of(1, Tags.of(Tag.of("t", "x")), "Grüße 🌍\u0001\u007f").sign(KEY);

        assertThat(event.isValid()).isTrue();
        assertThat(event.pubkey()).isEqualTo(KEY.publicKey());
        assertThat(
                        new Event(
                                        event.id(),
                                        event.pubkey(),
                                        event.createdAt(),
                                        event.kind(),
                                        event.tags(),
                                        event.content() + " ",
                                        event.sig())
                                .isValid())
                .isFalse();
        assertThat(Event.fromJson(event.toJson())).isEqualTo(event);
        assertThat(Event.fromJson(event.toJsonBytes())).isEqualTo(event);
    }

    @Test
    void halfACharacterNeverGetsSigned() {
        EventTemplate cut =
                new EventTemplate(1, Tags.of(Tag.of("t", "\udc00x")), "a\ud83c", 1_700_000_000);

        assertThat(cut.content()).isEqualTo("a\ufffd");
        assertThat(cut.tags()).isEqualTo(Tags.of(Tag.of("t", "\ufffdx")));
        assertThat(Event.fromJson(cut.sign(KEY).toJson()).isValid()).isTrue();
    }

    @Test
    void expiresWhenItsTagSays() {
        assertThat(expiration("1700000000")).hasValue(Instant.ofEpochSecond(1_700_000_000));
        assertThat(expiration("soon")).isEmpty();
        assertThat(expiration("99999999999999999999")).isEmpty();
        assertThat(expiration("9999999999999999")).isEmpty();
        assertThat(expiration("")).isEmpty();
    }

    @Test
    void timesAndKindsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new EventTemplate(65536, Tags.none(), "", 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EventTemplate(1, Tags.none(), "", -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EventTemplate(1, Tags.none(), "", 1L << 53))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static java.util.Optional<Instant> expiration(String value) {
        return EventTemplate.of(1, Tags.of(Tag.of("expiration", value)), "").sign(KEY).expiration();
    }
}
