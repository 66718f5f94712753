package dev.pylon.cli.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupTest {
    @TempDir private Path folder;
    private Home home;

    @BeforeEach
    void nameHome() {
        home = new Home(folder.resolve("home"));
    }

    @Test
    void aloneItKnowsNothingOfOtherMachines() {
        home.initialise(7);

        Settings settings = home.settings();
        assertThat(settings.portOffset()).isEqualTo(7);
        assertThat(settings.relays()).isEmpty();
        assertThat(settings.address()).isEmpty();
        assertThat(settings.wallet()).isEmpty();
    }

    @Test
    void whatItIsToldStandsInItsConfigurationAndItsKeyInItsSecrets() throws IOException {
        Path key = Files.writeString(folder.resolve("seller.key"), "pylon_secret\n");

        home.initialise(
                new Setup(
                        1,
                        "192.0.2.10",
                        List.of("ws://192.0.2.1:7447", "wss://relay.example.org"),
                        "http://192.0.2.1:7462",
                        key));

        Settings settings = home.settings();
        assertThat(settings.address()).hasValue("192.0.2.10");
        assertThat(settings.relays())
                .containsExactly("ws://192.0.2.1:7447", "wss://relay.example.org");
        assertThat(settings.wallet()).hasValue("http://192.0.2.1:7462");
        assertThat(home.apiKey(Home.PROVIDER_WALLET)).hasValue("pylon_secret");
    }

    @Test
    void aHomeThatIsThereIsNotChanged() {
        home.initialise(0);
        Setup setup = new Setup(0, "192.0.2.10", List.of(), null, null);

        assertThatThrownBy(() -> home.initialise(setup))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("config.yml");
        assertThat(home.settings().address()).isEmpty();
    }

    @Test
    void aWalletElsewhereNeedsItsKeyAndAddressesHaveAForm() {
        assertThatThrownBy(() -> new Setup(0, null, List.of(), "http://192.0.2.1:7462", null))
                .hasMessageContaining("pylon wallet key");
        assertThatThrownBy(() -> new Setup(0, "http://192.0.2.1", List.of(), null, null))
                .hasMessageContaining("--address");
        assertThatThrownBy(() -> new Setup(0, null, List.of("192.0.2.1"), null, null))
                .hasMessageContaining("--relay");
    }
}
