package dev.pylon.relayclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayUrlTest {
    @ParameterizedTest
    @CsvSource({
        "wss://relay.example, wss://relay.example",
        "WSS://Relay.Example/, wss://relay.example",
        "wss://relay.example:443, wss://relay.example",
        "ws://relay.example:80/, ws://relay.example",
        "ws://relay.example:443, ws://relay.example:443",
        "ws://127.0.0.1:7447/, ws://127.0.0.1:7447",
        "ws://[::1]:7447, ws://[::1]:7447",
        "wss://relay.example/Inbox/, wss://relay.example/Inbox",
        "wss://relay.example//, wss://relay.example",
        "wss://relay.example/?key=A, wss://relay.example?key=A",
        "wss://relay.example/#top, wss://relay.example",
        "wss://relay.example., wss://relay.example",
        "wss://bücher.example/, wss://xn--bcher-kva.example",
        "wss://Bücher.example:444, wss://xn--bcher-kva.example:444",
    })
    void each_spelling_has_one_normal_form(String spelling, String normal) {
        assertThat(RelayUrl.of(spelling)).hasToString(normal);
        assertThat(RelayUrl.of(normal)).isEqualTo(RelayUrl.of(spelling));
        assertThat(RelayUrl.of(normal).uri()).hasToString(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "relay.example",
                "http://relay.example",
                "file:///etc/passwd",
                "ws://",
                "ws:///path",
                "ws://user:secret@relay.example",
                "ws://relay.example:0",
                "ws://relay.example:99999",
                "ws://relay.example:x",
                "ws://re lay.example",
                "ws://bücher@relay.example",
                "wss:relay.example",
            })
    void what_is_no_relays_address_is_not_taken(String text) {
        assertThat(RelayUrl.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> RelayUrl.of(text));
    }

    @Test
    void an_endless_address_is_not_taken() {
        assertThat(RelayUrl.parse("wss://relay.example/" + "a".repeat(2000))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ws://127.0.0.1:7447, true",
        "ws://127.3.2.1, true",
        "ws://[::1]:7447, true",
        "ws://LocalHost:7447/inbox, true",
        "ws://127.0.0.1.example, false",
        "ws://10.0.0.1, false",
        "wss://localhost.example, false",
        "wss://relay.example, false",
    })
    void a_loopback_address_is_of_this_machine(String url, boolean loopback) {
        assertThat(RelayUrl.of(url).isLoopback()).isEqualTo(loopback);
    }
}
