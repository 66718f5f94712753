package dev.pylon.provider.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExcerptTest {
    private static final String[] LETTERS = {
        "a", "\u00e9", "\u20ac", "\uD83D\uDE00", "\"", "\\", "\n", "\u0001", "\u007f"
    };

    @Test
    void whatFitsStaysAsItIs() {
        assertThat(Excerpt.noted("abc", 3)).isEqualTo("abc");
        assertThat(Excerpt.beginning("abc", 3, Excerpt.Size.JSON)).isEqualTo("abc");
        assertThat(Excerpt.beginning("", 0, Excerpt.Size.PLAIN)).isEmpty();
    }

    @Test
    void aPairIsNeverCutInTwo() {
        assertThat(Excerpt.beginning("a\uD83D\uDE00b", 4, Excerpt.Size.PLAIN)).isEqualTo("a");
        assertThat(Excerpt.beginning("a\uD83D\uDE00b", 5, Excerpt.Size.PLAIN))
                .isEqualTo("a\uD83D\uDE00");
    }

    @Test
    void sizesAreThoseOfUtf8AndOfOurJson() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            String text = text(random);

            assertThat(Excerpt.Size.PLAIN.of(text))
                    .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
            assertThat(Excerpt.Size.JSON.of(text))
                    .isEqualTo(
                            new JsonWriter()
                                            .value(text)
                                            .toString()
                                            .getBytes(StandardCharsets.UTF_8)
                                            .length
                                    - 2);
        }
    }

    @Test
    void anExcerptFillsItsRoomAndNoMore() {
        Random random = new Random(8);
        for (int i = 0; i < 500; i++) {
            String text = text(random);
            int most = random.nextInt(60);

            String cut = Excerpt.beginning(text, most, Excerpt.Size.PLAIN);

            assertThat(text).startsWith(cut);
            assertThat(Excerpt.Size.PLAIN.of(cut)).isLessThanOrEqualTo(most);
            if (!cut.equals(text)) {
                int next = text.codePointAt(cut.length());
                assertThat(Excerpt.Size.PLAIN.of(cut + Character.toString(next)))
                        .isGreaterThan(most);
            }
        }
    }

    @Test
    void whatIsCutSaysSoWithinItsRoom() {
        String cut = Excerpt.noted("\uD83D\uDE00".repeat(1_000), 300);

        assertThat(cut).endsWith(Excerpt.NOTE);
        assertThat(Excerpt.Size.PLAIN.of(cut)).isBetween(297L, 300L);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int letters = random.nextInt(30);
        for (int i = 0; i < letters; i++) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }
}
