package dev.pylon.nostr.market;

import static dev.pylon.nostr.market.Parties.CUSTOMER;
import static dev.pylon.nostr.market.Parties.NO_KEY;
import static dev.pylon.nostr.market.Parties.PROVIDER;
import static dev.pylon.nostr.market.Parties.STRANGER;
import static dev.pylon.nostr.market.Parties.request;
import static dev.pylon.nostr.market.Parties.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.crypto.Nip04;
import dev.pylon.nostr.crypto.Nip44;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.primitives.Msat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as they are found on the network, and what is understood of them. */
class OddRequestsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    [['i','Hi','text']]                                         |           | Hi
                    [['i','Hi']]                                                |           | Hi
                    [['i','Hi','prompt']]                                       |           | Hi
                    [['i','Hi','TEXT','','']]                                   |           | Hi
                    [['i','Hi','text','','system'],['x'],['y','1','2','3']]     |           | Hi
                    [['i','One','text'],['i','Two','text']]                     |           | One/Two
                    [['i'],['i','Hi']]                                          |           | Hi
                    [['input','text','Hi']]                                     |           | Hi
                    [['input','Hi','text']]                                     |           | Hi
                    [['input','Hi']]                                            |           | Hi
                    [['input','text']]                                          |           | text
                    [['param','prompt','Hi']]                                   |           | Hi
                    [['param','Prompt','Hi'],['param','model','m']]             |           | Hi
                    [['i','Hi'],['param','prompt','Hi'],['input','text','Hi']]  |           | Hi
                    [['i','A tale'],['param','prompt','Sum up']]                |           | A tale/Sum up
                    [['i','https://x.example','url'],['param','prompt','Sum']]  |           | Sum
                    [['i','Hi']]                                                | Something | Hi
                    []                                                          | Something | Something
                    [['param','model','m'],['t','bitcoin']]                     | Something | Something
                    [['param'],['param','prompt'],['input'],['i']]              | Something | Something
                    """)
    void thePromptIsFound(String tags, String content, String prompt) {
        Event event = signed(CUSTOMER, 5050, tags, content == null ? "" : content);

        assertThat(JobRequests.read(event, NO_KEY).prompt()).isEqualTo(prompt.replace("/", "\n\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[['i','']]", "[['i','  ','text']]", "[['i','https://x','url']]"})
    void wherePromptsAreMissingThereIsNone(String tags) {
        assertThat(JobRequests.read(request(tags), NO_KEY).prompt()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    [['param','top_k','5']]                        | top_k      | 5
                    [['param','top-k','5']]                        | top_k      | 5
                    [['param',' Top-K ','5']]                      | top_k      | 5
                    [['param','top-k','5'],['param','top_k','6']]  | top_k      | 5
                    [['param','max_tokens','512','unit']]          | max_tokens | 512
                    [['param','model','']]                         | model      | ``
                    """)
    void parametersHaveOneName(String tags, String name, String value) {
        assertThat(JobRequests.read(request(tags), NO_KEY).parameters())
                .isEqualTo(Map.of(name, value));
    }

    @Test
    void aBlankModelIsNone() {
        assertThat(JobRequests.read(request("[['param','model',' ']]"), NO_KEY).model()).isEmpty();
        assertThat(JobRequests.read(request("[['param','model','m']]"), NO_KEY).model())
                .contains("m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    100000              | 100000
                    100_000             | 100000
                    100,000             | 100000
                    1_0                 | 10
                    ' 21 '              | 21
                    0                   | 0
                    2100000000000000000 | 2100000000000000000
                    2100000000000000001 |
                    9223372036854775808 |
                    99999999999999999999999999999999999999999 |
                    -5                  |
                    1,5                 |
                    1.5                 |
                    1e5                 |
                    _1                  |
                    1_                  |
                    21 sat              |
                    ٢١                  |
                    ''                  |
                    lots                |
                    """)
    void bidsAreReadOrIgnored(String text, Long msat) {
        Event event = request("[['bid','" + text + "']]");

        assertThat(JobRequests.read(event, NO_KEY).bid())
                .isEqualTo(Optional.ofNullable(msat).map(Msat::of));
    }

    @Test
    void relaysAreThoseThatCouldBe() {
        Event event =
                request(
                        "[['relays','wss://a.example',' ws://b.example ','https://c','','WSS://d.example'],"
                                + "['relays'],['relays','wss://a.example','wss://"
                                + "e".repeat(600)
                                + "']]");

        assertThat(JobRequests.read(event, NO_KEY).relays())
                .containsExactly("wss://a.example", "ws://b.example", "WSS://d.example");
    }

    @Test
    void thousandsOfRelaysAreCutToTheFirst() {
        StringBuilder tags = new StringBuilder("[['relays'");
        for (int i = 0; i < 5_000; i++) {
            tags.append(",'wss://r").append(i).append(".example'");
        }

        List<String> relays = JobRequests.read(request(tags + "]]"), NO_KEY).relays();

        assertThat(relays).hasSize(JobRequests.MAX_RELAYS).startsWith("wss://r0.example");
    }

    @Test
    void providersAreReadFromHexOfAnyCaseAndFromNpubs() {
        String upper = PROVIDER.publicKey().hex().toUpperCase(Locale.ROOT);
        String npub = PublicKeys.npub(STRANGER.publicKey());

        JobRequest both =
                JobRequests.read(
                        request("[['p','" + upper + "'],['p','" + npub + "'],['p','?']]"), NO_KEY);

        assertThat(both.providers()).containsExactly(PROVIDER.publicKey(), STRANGER.publicKey());
        assertThat(both.isFor(PROVIDER.publicKey())).isTrue();
        assertThat(both.isFor(CUSTOMER.publicKey())).isFalse();
    }

    @Test
    void aRequestForSomebodyUnreadableIsNotForEverybody() {
        assertThat(reasonOf(request("[['p','nobody'],['i','Hi']]")))
                .isEqualTo(RefusalReason.TARGET_MISMATCH);
        assertThat(JobRequests.read(request("[['p',''],['p']]"), NO_KEY).providers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4999, 6000, 6050, 7000, 31990})
    void otherKindsAreNoRequests(int kind) {
        assertThat(reasonOf(signed(CUSTOMER, kind, "[['i','Hi']]", "")))
                .isEqualTo(RefusalReason.UNSUPPORTED_KIND);
    }

    @Test
    void everythingMayBeInsideTheCiphertext() {
        String inside =
                "[['i','Hi','prompt'],['param','top-k','5'],['output','text/plain'],['bid','9_000'],"
                        + "['relays','wss://in.example'],['p','"
                        + STRANGER.publicKey().hex()
                        + "']]";
        String outside = "['relays','wss://out.example'],['bid','1']";

        JobRequest read = encrypted(inside, outside, Encryption.NIP44);

        assertThat(read.prompt()).isEqualTo("Hi");
        assertThat(read.parameters()).isEqualTo(Map.of("top_k", "5"));
        assertThat(read.output()).contains("text/plain");
        assertThat(read.bid()).contains(Msat.of(9_000));
        assertThat(read.relays()).containsExactly("wss://in.example", "wss://out.example");
        assertThat(read.providers())
                .as("who can read it, and nobody named inside")
                .containsExactly(PROVIDER.publicKey());
    }

    @ParameterizedTest
    @EnumSource(names = {"NIP04", "NIP44"})
    void theSchemeIsToldByTheForm(Encryption scheme) {
        assertThat(encrypted("[['i','Hi']]", "['x']", scheme).encryption()).isEqualTo(scheme);
    }

    @Test
    void anEncryptedTagOverNothingIsAnOpenRequest() {
        JobRequest read = JobRequests.read(request("[['encrypted'],['i','Hi']]"), NO_KEY);

        assertThat(read.encryption()).isEqualTo(Encryption.NONE);
        assertThat(read.prompt()).isEqualTo("Hi");
    }

    @Test
    void anEncryptedRequestForOthersIsNoneOfOurs() {
        Event event =
                JobRequests.template(
                                5050,
                                List.of(JobInput.text("Hi")),
                                Map.of(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                java.util.Set.of(PROVIDER.publicKey()),
                                Encryption.NIP44,
                                CUSTOMER)
                        .sign(CUSTOMER);

        assertThatThrownBy(() -> JobRequests.read(event, Optional.of(STRANGER)))
                .isInstanceOfSatisfying(
                        MalformedJob.class,
                        e -> assertThat(e.reason()).isEqualTo(RefusalReason.TARGET_MISMATCH));
        assertThat(reasonOf(event)).isEqualTo(RefusalReason.TARGET_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not encrypted", "AAAA?iv=AAAA", "[['i','Hi']]"})
    void whatCanNotBeDecryptedIsRefusedAsSuch(String content) {
        Event event = toProvider(content);

        assertThatThrownBy(() -> JobRequests.read(event, Optional.of(PROVIDER)))
                .isInstanceOfSatisfying(
                        MalformedJob.class,
                        e ->
                                assertThat(e.reason())
                                        .isEqualTo(RefusalReason.UNSUPPORTED_ENCRYPTION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hi", "{}", "[1]", "[[]]", "['i','Hi']", "[['i',5]]", "[['i','Hi']] x"})
    void whatIsDecryptedAndNoTagsIsMalformedAndNotRepeated(String inside) {
        String json = inside.replace('\'', '"');
        Event event = toProvider(Nip44.encrypt(json, CUSTOMER, PROVIDER.publicKey()));

        assertThatThrownBy(() -> JobRequests.read(event, Optional.of(PROVIDER)))
                .isInstanceOfSatisfying(
                        MalformedJob.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(RefusalReason.MALFORMED_REQUEST);
                            assertThat(e).hasMessageNotContaining("Hi");
                        });
    }

    private static JobRequest encrypted(String inside, String outside, Encryption scheme) {
        String json = inside.replace('\'', '"');
        String content =
                scheme == Encryption.NIP04
                        ? Nip04.encrypt(json, CUSTOMER, PROVIDER.publicKey())
                        : Nip44.encrypt(json, CUSTOMER, PROVIDER.publicKey());
        String tags = "[['p','" + PROVIDER.publicKey().hex() + "'],['encrypted']," + outside + "]";
        return JobRequests.read(signed(CUSTOMER, 5050, tags, content), Optional.of(PROVIDER));
    }

    private static Event toProvider(String content) {
        return signed(
                CUSTOMER,
                5050,
                "[['encrypted'],['p','" + PROVIDER.publicKey().hex() + "']]",
                content);
    }

    private static RefusalReason reasonOf(Event event) {
        try {
            JobRequests.read(event, NO_KEY);
        } catch (MalformedJob e) {
            return e.reason();
        }
        throw new AssertionError("it was read");
    }
}
