package dev.pylon.provider.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.primitives.Msat;
import dev.pylon.provider.ProviderSettings.PaymentPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCatalogTest {
    @TempDir private Path folder;
    private Path file = Path.of("");
    private ModelCatalog catalog = new ModelCatalog(TestSettings.provider(null));

    private final LogCapture log = new LogCapture();

    @BeforeEach
    void choose() {
        file = folder.resolve("models.yml");
    }

    @AfterEach
    void stop() {
        catalog.stop();
        log.close();
    }

    @Test
    void theFilesTermsWinOverTheSettings() throws IOException {
        Files.writeString(
                file,
                """
                llama: 7000
                qwen:latest:
                  price-msat: 9000
                  max-input-bytes: 100
                  max-output-tokens: 50
                secret: {offered: false}
                """);
        open(PaymentPolicy.BEFORE);

        assertThat(catalog.terms("llama")).isEqualTo(ModelTerms.at(Msat.of(7_000)));
        assertThat(catalog.terms("qwen:latest"))
                .isEqualTo(new ModelTerms(Msat.of(9_000), true, 100, 50));
        assertThat(catalog.terms("secret").offered()).isFalse();
        assertThat(catalog.terms("other")).isEqualTo(ModelTerms.at(Msat.of(21_000)));
    }

    @Test
    void withoutAFileTheSettingsHold() {
        assertThat(catalog.terms("llama")).isEqualTo(ModelTerms.at(Msat.of(5_000)));
    }

    @Test
    void whatIsFreeStaysFree() throws IOException {
        Files.writeString(file, "llama: 7000");
        open(PaymentPolicy.FREE);

        assertThat(catalog.terms("llama").price()).isEqualTo(Msat.of(0));
    }

    @Test
    void aChangeIsNoticedWhileItRuns() throws IOException {
        Files.writeString(file, "llama: 7000");
        open(PaymentPolicy.BEFORE);

        Files.writeString(file, "llama: 123456");
        await("llama", 123_456);
        Files.delete(file);
        await("llama", 5_000);
        Files.writeString(file, "llama: 1");
        await("llama", 1);
    }

    @Test
    void aFileThatIsWrongChangesNothingAndIsToldOf() throws IOException {
        Files.writeString(file, "llama: 7000");
        open(PaymentPolicy.BEFORE);

        Files.writeString(file, "llama: 1\nqwen: cheap");

        Awaitility.await().until(() -> log.text().contains("the old ones hold"));
        assertThat(log.text()).contains("model qwen needs a price in millisatoshis");
        assertThat(catalog.terms("llama").price()).isEqualTo(Msat.of(7_000));
        Files.writeString(file, "llama: 8000");
        await("llama", 8_000);
    }

    @Test
    void aProviderDoesNotStartWithAFileThatIsWrong() throws IOException {
        Files.writeString(file, "llama: -1");

        assertThatThrownBy(() -> new ModelCatalog(TestSettings.provider(file)))
                .hasMessageContaining("models.yml")
                .hasMessageContaining("model llama has a price that is not a whole number");
    }

    @Test
    void eachMistakeIsNamed() {
        assertWrong("- llama", "a map of models");
        assertWrong("llama: {price-msat: 1.5}", "price");
        assertWrong("llama: {max-input-bytes: 0}", "max-input-bytes");
        assertWrong("llama: {max-output-tokens: many}", "max-output-tokens");
        assertWrong("llama: {offered: perhaps}", "neither true nor false");
        assertWrong("llama: {price: 5}", "'price', which is not known");
        assertWrong("llama: [", "not YAML");
        assertWrong("a: !!java.net.URL [\"http://x\"]", "not YAML");
    }

    private static void assertWrong(String yaml, String what) {
        assertThatThrownBy(() -> ModelFile.parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(what);
    }

    private void open(PaymentPolicy payment) {
        catalog = new ModelCatalog(TestSettings.provider(file, payment), Duration.ofMillis(20));
        catalog.start();
    }

    private void await(String model, long msat) {
        Awaitility.await().until(() -> catalog.terms(model).price().equals(Msat.of(msat)));
    }
}
