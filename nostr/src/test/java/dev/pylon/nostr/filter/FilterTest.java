package dev.pylon.nostr.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
    private static final SecretKey KEY = SecretKey.generate();
    private static final Event EVENT =
            new EventTemplate(
                            5050,
                            Tags.of(Tag.of("p", "ab".repeat(32)), Tag.of("T", "x"), Tag.of("t")),
                            "Why is the Sky blue?",
                            1000)
                    .sign(KEY);

    @Test
    void anEmptyFilterMatchesEverythingAndAnEmptyArrayNothing() {
        assertThat(Filter.fromJson("{}").matches(EVENT)).isTrue();
        for (String name : List.of("ids", "authors", "kinds", "#e", "#Q")) {
            Filter none = Filter.fromJson("{\"" + name + "\":[]}");
            assertThat(none.matches(EVENT)).as(name).isFalse();
            assertThat(none.matchesNothing()).as(name).isTrue();
        }
        assertThat(Filter.builder().since(2).until(1).build().matchesNothing()).isTrue();
        assertThat(Filter.builder().since(1).until(1).build().matchesNothing()).isFalse();
    }

    @Test
    void everyConditionMustHold() {
        Filter all =
                Filter.builder()
                        .ids(EVENT.id())
                        .authors(KEY.publicKey())
                        .kinds(1, 5050)
                        .tag("p", "ab".repeat(32), "cd".repeat(32))
                        .since(1000)
                        .until(1000)
                        .limit(0)
                        .build();

        assertThat(all.matches(EVENT)).isTrue();
        assertThat(all.toBuilder().kinds(5051).build().matches(EVENT)).isFalse();
        assertThat(all.toBuilder().since(1001).build().matches(EVENT)).isFalse();
        assertThat(all.toBuilder().until(999).build().matches(EVENT)).isFalse();
        assertThat(all.toBuilder().authors().build().matches(EVENT)).isFalse();
        assertThat(all.toBuilder().ids().build().matches(EVENT)).isFalse();
        assertThat(all.toBuilder().tag("p", "cd".repeat(32)).build().matches(EVENT)).isFalse();
    }

    @Test
    void tagNamesDifferByCaseAndATagWithoutValueMatchesNothing() {
        assertThat(Filter.builder().tag("T", "x").build().matches(EVENT)).isTrue();
        assertThat(Filter.builder().tag("t", "x").build().matches(EVENT)).isFalse();
        assertThat(Filter.builder().tag("t", "").build().matches(EVENT)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "sky,true",
        "'SKY  why',true",
        "sky green,false",
        "sky language:en,true",
        "'',true",
        "blue?,true"
    })
    void liveEventsAreSearchedWordByWord(String search, boolean found) {
        assertThat(Filter.builder().search(search).build().matches(EVENT)).isEqualTo(found);
    }

    @Test
    void keepsEverythingItRead() {
        String json =
                "{\"ids\":[\"%1$s\"],\"authors\":[\"%1$s\"],\"kinds\":[7,1],\"#P\":[\"x\"],\"#e\":[\"%1$s\"],"
                                .formatted("ab".repeat(32))
                        + "\"since\":1,\"until\":2,\"limit\":3,\"search\":\"a \\\"b\\\"\"}";

        Filter filter = Filter.fromJson(json);

        assertThat(filter).hasToString(json);
        assertThat(filter.kinds()).hasValue(Set.of(1, 7));
        assertThat(filter.tags()).containsKeys("P", "e");
        assertThat(filter.since()).hasValue(1);
        assertThat(filter.until()).hasValue(2);
        assertThat(filter.limit()).hasValue(3);
        assertThat(filter.search()).hasValue("a \"b\"");
        assertThat(filter)
                .isEqualTo(filter.toBuilder().build())
                .hasSameHashCodeAs(Filter.fromJson(json));
        assertThat(filter).isNotEqualTo(Filter.fromJson("{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"limit\":5000000000}", "{\"limit\":9223372036854775807}"})
    void aLimitBeyondAnIntIsAsGoodAsNone(String json) {
        assertThat(Filter.fromJson(json).limit()).hasValue(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":[1]}", "{\"#ee\":[\"x\"]}", "{\"#\":[\"x\"]}", "{\"#1\":[\"x\"]}",
                "{\"#ä\":[\"x\"]}", "{\"&t\":[\"x\"]}", "{\"\":1}", "{\"Kinds\":[1]}"
            })
    void whatIsNotKnownIsRefusedSoThatItDoesNotWiden(String json) {
        assertThat(malformed(json).isUnsupported()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{} {}",
                "{\"ids\":null}",
                "{\"ids\":\"x\"}",
                "{\"ids\":[\"ab\"]}",
                "{\"authors\":[1]}",
                "{\"kinds\":[1.0]}",
                "{\"kinds\":[65536]}",
                "{\"kinds\":[-1]}",
                "{\"kinds\":[\"1\"]}",
                "{\"#t\":[1]}",
                "{\"#t\":\"x\"}",
                "{\"#e\":[\"x\"]}",
                "{\"#p\":[\"\"]}",
                "{\"since\":-1}",
                "{\"since\":1e5}",
                "{\"until\":\"now\"}",
                "{\"limit\":-1}",
                "{\"limit\":null}",
                "{\"limit\":9223372036854775808}",
                "{\"search\":1}",
                "{\"since\":1,\"since\":2}",
                "{\"#t\":[],\"#t\":[]}",
                "\ud800"
            })
    void whatIsNoFilterIsMalformed(String json) {
        assertThat(malformed(json).isUnsupported()).isFalse();
    }

    @Test
    void reasonsNameTheField() {
        assertThat(malformed("{\"#e\":[\"x\"]}").reason()).contains("#e: expected 64 lower-case");
        assertThat(malformed("{\"" + "x".repeat(500) + "\":1}").reason()).hasSizeLessThan(100);
    }

    @Test
    void upperCaseHexIsRefused() {
        assertThat(malformed("{\"authors\":[\"" + "AB".repeat(32) + "\"]}").reason())
                .contains("lower-case");
    }

    @Test
    void buildersRefuseNonsense() {
        assertThatThrownBy(() -> Filter.builder().tag("ee", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Filter.builder().limit(-1)).hasMessageContaining("limit");
        assertThatThrownBy(() -> Filter.builder().since(-1)).hasMessageContaining("since");
    }

    private static MalformedFilter malformed(String json) {
        return catchThrowableOfType(MalformedFilter.class, () -> Filter.fromJson(json));
    }
}
