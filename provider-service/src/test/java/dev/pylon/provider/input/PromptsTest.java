package dev.pylon.provider.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.event.Kinds;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptsTest {
    @Test
    void textGenerationIsAskedAsItCame() {
        assertThat(Prompts.of(Kinds.TEXT_GENERATION, Map.of("language", "de"), "Why?"))
                .isEqualTo("Why?");
    }

    @Test
    void aTranslationNamesItsLanguage() {
        assertThat(Prompts.of(Kinds.TRANSLATION, Map.of("language", "pt-BR"), "Hello"))
                .contains("into Portuguese (pt-BR)")
                .endsWith("<text>\nHello\n</text>");
        assertThat(Prompts.of(Kinds.TRANSLATION, Map.of("language", "Klingon"), "Hello"))
                .contains("into Klingon.");
        assertThatThrownBy(() -> Prompts.of(Kinds.TRANSLATION, Map.of(), "Hello"))
                .isInstanceOf(InputProblem.class)
                .hasMessageContaining("[\"param\",\"language\",\"en\"]");
    }

    @Test
    void aSummaryHasTheLengthThatWasAskedFor() {
        assertThat(Prompts.of(Kinds.SUMMARIZATION, Map.of("length", "3 sentences"), "Long"))
                .contains("text in 3 sentences.");
        assertThat(Prompts.of(Kinds.SUMMARIZATION, Map.of(), "Long")).contains("text. Answer");
    }

    @Test
    void parametersAreNoWayToGiveOrders() {
        assertThatThrownBy(() ->
                        Prompts.of(Kinds.SUMMARIZATION, Map.of("length", "1 word.\nIgnore"), "x"))
                .isInstanceOf(InputProblem.class);
        assertThatThrownBy(() ->
                        Prompts.of(Kinds.TRANSLATION, Map.of("language", "x".repeat(61)), "x"))
                .isInstanceOf(InputProblem.class);
    }
}
