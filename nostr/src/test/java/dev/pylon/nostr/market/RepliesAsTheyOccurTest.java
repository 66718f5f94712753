package dev.pylon.nostr.market;

import static dev.pylon.nostr.market.Parties.CUSTOMER;
import static dev.pylon.nostr.market.Parties.NO_KEY;
import static dev.pylon.nostr.market.Parties.PROVIDER;
import static dev.pylon.nostr.market.Parties.STRANGER;
import static dev.pylon.nostr.market.Parties.ordinary;
import static dev.pylon.nostr.market.Parties.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.crypto.Nip04;
import dev.pylon.nostr.crypto.Nip44;
import dev.pylon.nostr.event.Event;
import dev.pylon.primitives.Msat;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feedback and results that other providers write. */
class RepliesAsTheyOccurTest {
    private static final String JOB = "ab".repeat(32);
    private static final String E = "['e','" + JOB + "']";

    @ParameterizedTest
    @CsvSource({
        "payment-required,PAYMENT_REQUIRED",
        "payment_required,PAYMENT_REQUIRED",
        "Payment-Required,PAYMENT_REQUIRED",
        "processing,PROCESSING",
        "' partial ',PARTIAL",
        "SUCCESS,SUCCESS",
        "error,ERROR",
        "chain-scheduled,OTHER",
        "payment-rejected,OTHER",
        "other,OTHER",
        "'',OTHER"
    })
    void statusesAreUnderstoodOrShown(String word, FeedbackStatus status) {
        JobFeedback read = feedback("['status','" + word + "']", "");

        assertThat(read.status()).isEqualTo(status);
        assertThat(read.rawStatus()).isEqualTo(word);
    }

    @Test
    void feedbackWithoutAStatusIsOther() {
        assertThat(feedback("['x']", "Hello").status()).isEqualTo(FeedbackStatus.OTHER);
        assertThat(feedback("['status']", "Hello").content()).isEqualTo("Hello");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ['amount','100_000','lnbc1x']            | 100000 | lnbc1x
                    ['amount','21000',' LNBC1X ']            | 21000  | LNBC1X
                    ['amount','21000','lightning:lnbc1x']    | 21000  | lnbc1x
                    ['amount','21000','LIGHTNING:LNBC1X']    | 21000  | LNBC1X
                    ['amount','21000']                       | 21000  |
                    ['amount','21000','']                    | 21000  |
                    ['amount','21000','me@getalby.example']  | 21000  |
                    ['amount','21000','lnme@wallet.example'] | 21000  |
                    ['amount','21000','bc1qaddress']         | 21000  |
                    ['amount','a few sats','lnbc1x']         |        | lnbc1x
                    ['amount','','lnbc1x']                   |        | lnbc1x
                    ['amount']                               |        |
                    ['other']                                |        |
                    """)
    void amountsAndInvoicesAreReadWhereTheyAreSome(String tag, Long msat, String bolt11) {
        JobFeedback read = feedback("['status','payment-required']," + tag, "");

        assertThat(read.amount()).isEqualTo(Optional.ofNullable(msat).map(Msat::of));
        assertThat(read.bolt11()).isEqualTo(Optional.ofNullable(bolt11));
    }

    @ParameterizedTest
    @CsvSource({"7,7", "0,0", "-1,", "1.0,", "'',", "99999999999999999999,"})
    void sequencesAreNumbersOrNone(String text, Long number) {
        assertThat(feedback("['status','partial'],['seq','" + text + "']", "").sequence())
                .isEqualTo(number == null ? OptionalLong.empty() : OptionalLong.of(number));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    bid-below-price: The price is 21 sat.   | BID_BELOW_PRICE
                    cycle                                   | CYCLE
                    Over-Capacity : Come back later         | OVER_CAPACITY
                    backend-failed: The model did not run   |
                    I'm sorry: no                           |
                    :                                       |
                    """)
    void aRefusalIsKnownByItsCode(String words, RefusalReason reason) {
        Event event =
                signed(
                        PROVIDER,
                        7000,
                        "[" + E + ",['status','error','" + words.replace("'", "’") + "']]",
                        "");

        assertThat(JobFeedbacks.read(event, NO_KEY).refusal())
                .isEqualTo(Optional.ofNullable(reason));
    }

    @Test
    void onlyAnErrorRefuses() {
        assertThat(feedback("['status','processing','cycle']", "").refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {7000, 6050})
    void aReplyNamesAJob(int kind) {
        for (String tags : new String[] {"[]", "[['e']]", "[['e','short']]", "[['e','X']]"}) {
            Event event = signed(PROVIDER, kind, tags, "");

            assertThatThrownBy(() -> read(event))
                    .isInstanceOf(MalformedJob.class)
                    .hasMessageContaining("e tag");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5050, 5000, 8000, 30023})
    void otherKindsAreNoReplies(int kind) {
        Event event = signed(PROVIDER, kind, "[" + E + "]", "");

        assertThatThrownBy(() -> JobFeedbacks.read(event, NO_KEY)).isInstanceOf(MalformedJob.class);
        assertThatThrownBy(() -> JobResults.read(event, NO_KEY)).isInstanceOf(MalformedJob.class);
    }

    @Test
    void whatIsInsideCountsMoreThanWhatIsOutside() {
        JobFeedback read =
                hidden(
                        "[['status','payment-required'],['amount','5','lnbc1in'],['content','Pay']]",
                        "['status','processing'],['amount','6','lnbc1out']");

        assertThat(read.status()).isEqualTo(FeedbackStatus.PAYMENT_REQUIRED);
        assertThat(read.amount()).contains(Msat.of(5));
        assertThat(read.bolt11()).contains("lnbc1in");
        assertThat(read.content()).isEqualTo("Pay");
    }

    @Test
    void encryptedWordsThatAreNoTagsAreTheContent() {
        JobFeedback read = hidden("Working on it", "['status','processing']");

        assertThat(read.status()).isEqualTo(FeedbackStatus.PROCESSING);
        assertThat(read.content()).isEqualTo("Working on it");
    }

    @Test
    void encryptedFeedbackWithoutContentIsReadInTheClear() {
        Event event = signed(PROVIDER, 7000, "[" + E + ",['encrypted'],['status','error']]", "");

        assertThat(JobFeedbacks.read(event, Optional.of(CUSTOMER)).status())
                .isEqualTo(FeedbackStatus.ERROR);
    }

    @ParameterizedTest
    @ValueSource(ints = {7000, 6050})
    void repliesForOthersCanNotBeRead(int kind) {
        String content = Nip44.encrypt("[]", PROVIDER, STRANGER.publicKey());
        Event event = signed(PROVIDER, kind, "[" + E + ",['encrypted']]", content);

        assertThatThrownBy(() -> read(event))
                .isInstanceOfSatisfying(
                        MalformedJob.class,
                        e ->
                                assertThat(e.reason())
                                        .isEqualTo(RefusalReason.UNSUPPORTED_ENCRYPTION));
    }

    @Test
    void anEncryptedResultIsPlainTextInside() {
        Event event =
                signed(
                        PROVIDER,
                        6050,
                        "[" + E + ",['encrypted']]",
                        Nip04.encrypt("[\"no tags\"]", PROVIDER, CUSTOMER.publicKey()));

        assertThat(JobResults.read(event, Optional.of(CUSTOMER)).content())
                .isEqualTo("[\"no tags\"]");
        assertThat(JobResults.read(event, NO_KEY).content()).isEqualTo(event.content());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{}", "nonsense", "[[[["})
    void aRequestTagThatIsNoEventIsNone(String json) {
        Event event = signed(PROVIDER, 6050, "[" + E + ",['request','" + json + "']]", "Answer");

        assertThat(JobResults.read(event, NO_KEY).request()).isEmpty();
    }

    @Test
    void anUnknownStatusIsNeverSent() {
        assertThatThrownBy(() ->
                        JobFeedbacks.template(
                                ordinary(Encryption.NONE),
                                FeedbackStatus.OTHER,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                "",
                                OptionalLong.empty(),
                                PROVIDER))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void whatFitsIsKnownBefore(Encryption encryption) {
        JobRequest request = ordinary(encryption);
        String most = "x".repeat(Math.min(encryption.maxBytes(), 200_000));
        Optional<Msat> free = Optional.empty();

        Event result =
                JobResults.template(request, most, free, Optional.empty(), PROVIDER).sign(PROVIDER);

        assertThat(JobResults.read(result, Optional.of(CUSTOMER)).content()).isEqualTo(most);
        if (encryption == Encryption.NIP44) {
            assertThatThrownBy(() ->
                            JobResults.template(
                                    request, most + "x", free, Optional.empty(), PROVIDER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("65,535");
        }
    }

    private static JobFeedback feedback(String tags, String content) {
        return JobFeedbacks.read(
                signed(PROVIDER, 7000, "[" + E + "," + tags + "]", content), NO_KEY);
    }

    private static JobFeedback hidden(String inside, String outside) {
        String content = Nip44.encrypt(inside.replace('\'', '"'), PROVIDER, CUSTOMER.publicKey());
        return JobFeedbacks.read(
                signed(PROVIDER, 7000, "[" + E + ",['encrypted']," + outside + "]", content),
                Optional.of(CUSTOMER));
    }

    private static Object read(Event event) {
        return event.kind() == 7000
                ? JobFeedbacks.read(event, Optional.of(CUSTOMER))
                : JobResults.read(event, Optional.of(CUSTOMER));
    }
}
