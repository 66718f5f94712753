package dev.pylon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pylon.api.provider.BackendStatus;
import dev.pylon.api.provider.ModelStatus;
import dev.pylon.primitives.Msat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendChecksTest {
    private static final BackendStatus OLLAMA =
            new BackendStatus(
                    "ollama",
                    true,
                    null,
                    List.of(new ModelStatus("llama3.2", Msat.of(5_000), false)));
    private static final BackendStatus CLAUDE =
            new BackendStatus(
                    "claude", false, "no API key: ANTHROPIC_API_KEY is not set", List.of());

    @Test
    void saysWhichAreThereAndWhyEachOtherIsNot() {
        assertThat(BackendChecks.of(List.of(OLLAMA, CLAUDE)))
                .containsExactly(
                        Check.ok("backend ollama", "[llama3.2 at 5 sat]"),
                        Check.note(
                                "backend claude",
                                "not available: no API key: ANTHROPIC_API_KEY is not set"));
    }

    @Test
    void withoutAnyModelEveryJobIsRefusedAndThatIsAFailure() {
        BackendStatus unoffered = new BackendStatus("ollama", true, null, List.of());

        assertThat(BackendChecks.of(List.of(unoffered, CLAUDE)))
                .extracting(Check::name, Check::verdict)
                .containsExactly(
                        tuple("backend ollama", Check.Verdict.NOTE),
                        tuple("backend claude", Check.Verdict.NOTE),
                        tuple("backends", Check.Verdict.FAIL));
    }
}
