package dev.pylon.wallet;

import static dev.pylon.wallet.InternalPaymentsTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.wallet.request.Refusal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RequestsTest {
    @Test
    void aRemarkIsShortAndPlain() {
        assertThat(Requests.remark("memo", null)).isEmpty();
        assertThat(Requests.remark("memo", "tea for two")).isEqualTo("tea for two");
        assertRefused(Refusal.INVALID_REQUEST, () -> Requests.remark("memo", "x".repeat(501)));
        assertRefused(Refusal.INVALID_REQUEST, () -> Requests.remark("memo", "a\0b"));
    }

    @Test
    void aPageHasALimit() {
        assertThat(Requests.pageSize(null)).isEqualTo(50);
        assertThat(Requests.pageSize(500)).isEqualTo(500);
        assertRefused(Refusal.INVALID_REQUEST, () -> Requests.pageSize(501));
        assertRefused(Refusal.INVALID_REQUEST, () -> Requests.pageSize(0));
    }

    @Test
    void aCursorIsANumber() {
        assertThat(Requests.cursor(null)).isZero();
        assertThat(Requests.cursor(" ")).isZero();
        assertThat(Requests.cursor("17")).isEqualTo(17);
        assertRefused(Refusal.INVALID_REQUEST, () -> Requests.cursor("x"));
    }

    @Test
    void rubbishIsRefusedInWords() {
        assertRefused(Refusal.INVALID_REQUEST, () -> Requests.hash("xyz"));
        assertRefused(Refusal.INVALID_REQUEST, () -> Requests.required("bolt11", null));
        assertRefused(Refusal.MALFORMED_INVOICE, () -> Requests.invoice("lnbc1"));
    }

    @Test
    void everyRefusalHasAStatus() {
        assertThat(Arrays.stream(Refusal.values()).map(Problems::status))
                .allSatisfy(status -> assertThat(status.isError()).isTrue());
        assertThat(Refusal.INSUFFICIENT_FUNDS.word()).isEqualTo("insufficient-funds");
    }
}
