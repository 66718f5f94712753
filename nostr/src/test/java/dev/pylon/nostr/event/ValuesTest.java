package dev.pylon.nostr.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.key.SecretKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ValuesTest {
    private static final SecretKey KEY = SecretKey.generate();

    @Test
    void idsAndKeysAreLowerCaseHexAndOrderLikeIt() {
        EventId low = EventId.fromHex("0f" + "ff".repeat(31));
        EventId high = EventId.fromHex("f0" + "00".repeat(31));

        assertThat(low).isLessThan(high).hasToString(low.hex());
        assertThat(EventId.of(low.toBytes())).isEqualTo(low);
        assertThatThrownBy(() -> EventId.fromHex("AB".repeat(32)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PublicKey.fromHex("ab")).hasMessageContaining("64 lower-case");
        assertThatThrownBy(() -> Signature.fromHex("ab")).hasMessageContaining("128 lower-case");
        assertThatThrownBy(() -> Signature.of(new byte[63])).hasMessageContaining("64 bytes");
        assertThat(PublicKey.fromHex("00".repeat(32))).isLessThan(KEY.publicKey());
    }

    @Test
    void difficultyIsTheNumberOfZeroBitsInFront() {
        assertThat(EventId.fromHex("ff".repeat(32)).leadingZeroBits()).isZero();
        assertThat(EventId.fromHex("000006d8" + "ff".repeat(28)).leadingZeroBits()).isEqualTo(21);
        assertThat(EventId.fromHex("00".repeat(32)).leadingZeroBits()).isEqualTo(256);
    }

    @Test
    void signaturesAreValues() {
        Signature one = Signature.fromHex("ab".repeat(64));
        byte[] bytes = one.toBytes();
        bytes[0] = 0;

        assertThat(one).isEqualTo(Signature.fromHex("ab".repeat(64))).hasToString(one.hex());
        assertThat(one).hasSameHashCodeAs(Signature.of(one.toBytes()));
        assertThat(one).isNotEqualTo(Signature.of(bytes));
    }

    @Test
    void tagsAreFoundByName() {
        Tags tags =
                Tags.of(
                        Tag.of("e", "1", "wss://x"),
                        Tag.of("p"),
                        Tag.of("e", "2"),
                        Tag.of("alt", "3"));

        assertThat(tags.first("e")).hasValue(Tag.of("e", "1", "wss://x"));
        assertThat(tags.first("x")).isEmpty();
        assertThat(tags.firstValue("p")).isEmpty();
        assertThat(tags.all("e")).hasSize(2);
        assertThat(tags.values("e")).containsExactly("1", "2");
        assertThat(tags.anyMatch("e", Set.of("2", "9"))).isTrue();
        assertThat(tags.anyMatch("p", Set.of(""))).isFalse();
        assertThat(tags.plus(Tag.of("q", "4")).firstValue("q")).hasValue("4");
        assertThat(tags).hasSize(4).isEqualTo(Tags.of(tags.list()));
        assertThat(tags).hasSameHashCodeAs(Tags.of(tags.list()));
        assertThat(tags.toString()).contains("wss://x");
        assertThat(Tags.of()).isSameAs(Tags.none());
        assertThat(tags.get(0).value(2)).hasValue("wss://x");
        assertThat(tags.get(0).value(-1)).isEmpty();
    }

    @Test
    void tagsOfOneLetterWithAValueAreIndexed() {
        assertThat(Stream.of("e", "z", "A", "Z").map(n -> Tag.of(n, "x"))).allMatch(Tag::isIndexed);
        assertThat(Stream.of("", "1", "-", "ee", "ä", "@", "[").map(n -> Tag.of(n, "x")))
                .noneMatch(Tag::isIndexed);
        assertThat(Tag.of("e").isIndexed()).isFalse();
        assertThatThrownBy(() -> new Tag(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void kindsFallIntoTheRangesOfNip01() {
        assertThat(List.of(0, 3, 10_000, 19_999)).allMatch(Kinds::isReplaceable);
        assertThat(List.of(20_000, 29_999)).allMatch(Kinds::isEphemeral);
        assertThat(List.of(30_000, 39_999)).allMatch(Kinds::isAddressable);
        assertThat(List.of(1, 2, 4, 44, 45, 1_000, 9_999, 40_000, 65_535))
                .allMatch(Kinds::isRegular)
                .noneMatch(Kinds::isReplaceable);
        assertThat(List.of(0, 10_000, 20_000, 30_000)).noneMatch(Kinds::isRegular);
        assertThat(List.of(5_000, 5_999)).allMatch(Kinds::isJobRequest);
        assertThat(List.of(6_000, 6_999))
                .allMatch(Kinds::isJobResult)
                .noneMatch(Kinds::isJobRequest);
        assertThat(Kinds.resultOf(Kinds.TEXT_GENERATION)).isEqualTo(Kinds.TEXT_GENERATION_RESULT);
        assertThatThrownBy(() -> Kinds.resultOf(7_000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(List.of(13194, 23194, 23195, 23196, 23197)).allMatch(Kinds::isWalletConnect);
        assertThat(List.of(13193, 23193, 23198)).noneMatch(Kinds::isWalletConnect);
    }

    @Test
    void replaceableAndAddressableEventsHaveAnAddress() {
        Event announcement = signed(31990, Tags.of(Tag.of("d", "a:b"), Tag.of("d", "later")));
        Event profile = signed(0, Tags.of(Tag.of("d", "ignored")));

        assertThat(EventAddress.of(announcement))
                .hasValue(new EventAddress(31990, KEY.publicKey(), "a:b"));
        assertThat(EventAddress.of(signed(30000, Tags.none())))
                .hasValue(new EventAddress(30000, KEY.publicKey(), ""));
        assertThat(EventAddress.of(profile)).hasValue(new EventAddress(0, KEY.publicKey(), ""));
        assertThat(EventAddress.of(signed(1, Tags.none()))).isEmpty();
        String text = EventAddress.of(announcement).orElseThrow().toString();
        assertThat(text).isEqualTo("31990:" + KEY.publicKey() + ":a:b");
        assertThat(EventAddress.parse(text)).isEqualTo(EventAddress.of(announcement));
        assertThat(
                        Stream.of(
                                        "",
                                        "1",
                                        "1:2:3",
                                        "x:" + KEY.publicKey() + ":",
                                        "99999:" + KEY.publicKey() + ":")
                                .map(EventAddress::parse))
                .allMatch(java.util.Optional::isEmpty);
    }

    @Test
    void newestComesFirstAndOfTwoAsOldTheLowerId() {
        Event old = signed(1, Tags.none(), 1);
        Event a = signed(1, Tags.of(Tag.of("a")), 2);
        Event b = signed(1, Tags.of(Tag.of("b")), 2);
        List<Event> sorted = Stream.of(old, a, b).sorted(Event.NEWEST_FIRST).toList();

        assertThat(sorted.getLast()).isEqualTo(old);
        assertThat(sorted.get(0).id()).isLessThan(sorted.get(1).id());
    }

    private static Event signed(int kind, Tags tags) {
        return signed(kind, tags, 1_700_000_000);
    }

    private static Event signed(int kind, Tags tags, long time) {
        return new EventTemplate(kind, tags, "", time).sign(KEY);
    }
}
