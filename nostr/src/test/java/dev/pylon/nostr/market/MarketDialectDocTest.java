package dev.pylon.nostr.market;

import static dev.pylon.nostr.market.Parties.CUSTOMER;
import static dev.pylon.nostr.market.Parties.PROVIDER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That docs/market-dialect.md says what the code does: each example is written and read. */
class MarketDialectDocTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String DOC = doc();
    private static final Map<String, String> EXAMPLES = examples();
    private static final Map<String, String> UNUSED = new LinkedHashMap<>(EXAMPLES);

    private static final Optional<String> NO_WORDS = Optional.empty();
    private static final Optional<Msat> NO_AMOUNT = Optional.empty();
    private static final OptionalLong NO_SEQUENCE = OptionalLong.empty();
    private static final Optional<Msat> PRICE = Optional.of(Msat.of(21_000));
    private static final Optional<String> INVOICE = Optional.of("lnbcrt210n1example");
    private static final String ANSWER = "Because air scatters blue light more than red.";

    private final Event open = Event.fromJson(example("request"));
    private final JobRequest request = JobRequests.read(open, Optional.empty());
    private final JobRequest hidden = JobRequests.read(hiddenRequest(), Optional.of(PROVIDER));

    @AfterAll
    static void everyExampleIsUsed() {
        assertThat(UNUSED).isEmpty();
    }

    @Test
    void theRequestIsSignedReadAndWritten() {
        assertThat(open.isValid()).isTrue();
        assertThat(open.pubkey()).isEqualTo(CUSTOMER.publicKey());
        assertThat(request.prompt()).isEqualTo("Why is the sky blue?");
        assertThat(request.model()).contains("llama3.2");
        assertThat(request.bid()).contains(Msat.of(30_000));
        assertThat(request.providers()).containsExactly(PROVIDER.publicKey());
        EventTemplate written = written(Encryption.NONE);
        assertThat(written.tags()).isEqualTo(open.tags());
        assertThat(written.content()).isEqualTo(open.content());
    }

    @Test
    void theEncryptedRequestSaysTheSame() {
        assertThat(hidden.encryption()).isEqualTo(Encryption.NIP44);
        assertThat(hidden.inputs()).isEqualTo(request.inputs());
        assertThat(hidden.parameters()).isEqualTo(request.parameters());
        assertThat(hidden.bid()).isEqualTo(request.bid());
        assertThat(inside(hidden.event(), PROVIDER, CUSTOMER))
                .isEqualTo(tags(example("request-encrypted-inside")));
        EventTemplate written = written(Encryption.NIP44);
        assertThat(written.tags()).isEqualTo(hidden.event().tags());
        assertThat(inside(written.sign(CUSTOMER), PROVIDER, CUSTOMER))
                .isEqualTo(inside(hidden.event(), PROVIDER, CUSTOMER));
    }

    @Test
    void theQuoteAsksForMoney() {
        same(
                "quote",
                feedback(
                        request,
                        FeedbackStatus.PAYMENT_REQUIRED,
                        NO_WORDS,
                        PRICE,
                        INVOICE,
                        "",
                        NO_SEQUENCE));
    }

    @Test
    void thePartialIsNumbered() {
        same("partial", partial(request));
    }

    @Test
    void theRefusalNamesItsReason() {
        Optional<String> words = Optional.of("bid-below-price: The price is 40000 msat.");
        EventTemplate written =
                feedback(
                        request, FeedbackStatus.ERROR, words, NO_AMOUNT, NO_WORDS, "", NO_SEQUENCE);

        same("refusal", written);
        assertThat(JobFeedbacks.read(written.sign(PROVIDER), Optional.empty()).refusal())
                .contains(RefusalReason.BID_BELOW_PRICE);
    }

    @Test
    void theEncryptedPartialHidesAllButItsJob() {
        Event shown = event("partial-encrypted", PROVIDER);
        Event written = partial(hidden).sign(PROVIDER);

        assertThat(written.tags()).isEqualTo(shown.tags());
        assertThat(inside(shown, CUSTOMER, PROVIDER))
                .isEqualTo(inside(written, CUSTOMER, PROVIDER))
                .isEqualTo(tags(example("partial-encrypted-inside")));
        assertThat(JobFeedbacks.read(shown, Optional.of(CUSTOMER)).content())
                .isEqualTo("Because air scatters");
    }

    @Test
    void theResultRepeatsItsRequest() {
        EventTemplate written = JobResults.template(request, ANSWER, PRICE, INVOICE, PROVIDER);

        same("result", written);
        Event event = event("result", PROVIDER);
        assertThat(JobResults.read(event, Optional.empty()).request()).contains(open);
        assertThat(ReplyCheck.check(open, event, Set.of(PROVIDER.publicKey()), 1_000))
                .isInstanceOf(ReplyCheck.Verdict.Believed.class);
    }

    @Test
    void theEncryptedResultIsText() {
        Event shown = event("result-encrypted", PROVIDER);
        Event written =
                JobResults.template(hidden, ANSWER, NO_AMOUNT, NO_WORDS, PROVIDER).sign(PROVIDER);

        // the request tag holds the request of another signing
        assertThat(withoutRequest(written)).isEqualTo(withoutRequest(shown));
        assertThat(JobResults.read(shown, Optional.of(CUSTOMER)).content()).isEqualTo(ANSWER);
        assertThat(JobResults.read(shown, Optional.of(CUSTOMER)).request())
                .hasValueSatisfying(event -> {
                    assertThat(event.isValid()).isTrue();
                    assertThat(event.tags()).isEqualTo(hidden.event().tags());
                    assertThat(event.content()).isEqualTo(hidden.event().content());
                });
    }

    @Test
    void theCancellationNamesTheRequest() {
        same("cancellation", JobCancellations.template(open.id(), open.kind()));
        assertThat(JobCancellations.cancels(event("cancellation", CUSTOMER), open)).isTrue();
    }

    @Test
    void theAnnouncementIsWhatItSays() {
        Set<String> encryption = Set.of("nip44", "nip04");
        List<ModelOffer> models =
                List.of(
                        new ModelOffer("llama3.2", PRICE, false),
                        new ModelOffer("simulated", Optional.of(Msat.of(1_000)), true));
        EventTemplate written =
                ProviderAnnouncements.template(
                        "pylon",
                        Set.of(5050),
                        "A provider",
                        "Short answers.",
                        models,
                        Msat.of(21_000),
                        encryption,
                        false);

        same("announcement", written);
        assertThat(JSON.readTree(written.content()))
                .isEqualTo(JSON.readTree(example("announcement-content")));
        assertThat(ProviderAnnouncements.read(event("announcement", PROVIDER)).models())
                .isEqualTo(models);
    }

    @Test
    void theHeartbeatLastsFifteenMinutes() {
        same(
                "heartbeat",
                ProviderAnnouncements.heartbeat("pylon", Instant.ofEpochSecond(1_780_000_000L)));
    }

    @Test
    void theTablesNameEveryReason() {
        assertThat(codes("refusals"))
                .containsExactlyElementsOf(
                        Arrays.stream(RefusalReason.values()).map(RefusalReason::code).toList());
        assertThat(codes("rejections"))
                .containsExactlyElementsOf(
                        Arrays.stream(RejectionReason.values())
                                .map(RejectionReason::code)
                                .toList());
        for (RefusalReason reason : RefusalReason.values()) {
            assertThat(row(reason.code()).contains("(silent)")).isEqualTo(reason.isSilent());
        }
    }

    @Test
    void theNumbersAreThoseOfTheCode() {
        assertThat(DOC)
                .contains("the first " + JobRequests.MAX_RELAYS + " that begin")
                .contains("every " + ProviderAnnouncements.HEARTBEAT.toSeconds() + " seconds")
                .contains("alive for " + ProviderAnnouncements.ALIVE.toSeconds() + " seconds")
                .contains(
                        String.format(
                                java.util.Locale.ROOT,
                                "%,d bytes of UTF-8",
                                Encryption.NIP44.maxBytes()));
    }

    private static EventTemplate written(Encryption encryption) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("model", "llama3.2");
        parameters.put("max_tokens", "256");
        return JobRequests.template(
                5050,
                List.of(JobInput.text("Why is the sky blue?")),
                parameters,
                Optional.of("text/plain"),
                Optional.of(Msat.of(30_000)),
                List.of("wss://relay.example"),
                Set.of(PROVIDER.publicKey()),
                encryption,
                CUSTOMER);
    }

    private static EventTemplate partial(JobRequest request) {
        return feedback(
                request,
                FeedbackStatus.PARTIAL,
                NO_WORDS,
                NO_AMOUNT,
                NO_WORDS,
                "Because air scatters",
                OptionalLong.of(2));
    }

    private static EventTemplate feedback(
            JobRequest request,
            FeedbackStatus status,
            Optional<String> words,
            Optional<Msat> amount,
            Optional<String> bolt11,
            String content,
            OptionalLong sequence) {
        return JobFeedbacks.template(
                request, status, words, amount, bolt11, content, sequence, PROVIDER);
    }

    /** The encrypted request's id is not shown, but its answers name it: it is of this time. */
    private static Event hiddenRequest() {
        Event shown = event("request-encrypted", CUSTOMER);
        return new EventTemplate(shown.kind(), shown.tags(), shown.content(), 1_780_000_000L)
                .sign(CUSTOMER);
    }

    private static void same(String name, EventTemplate written) {
        JsonNode shown = JSON.readTree(example(name));
        assertThat(written.kind()).isEqualTo(shown.get("kind").intValue());
        assertThat(written.tags()).isEqualTo(tags(shown.get("tags").toString()));
        assertThat(written.content()).isEqualTo(shown.get("content").stringValue());
    }

    private static Event event(String name, SecretKey author) {
        JsonNode shown = JSON.readTree(example(name));
        return EventTemplate.of(
                        shown.get("kind").intValue(),
                        tags(shown.get("tags").toString()),
                        shown.get("content").stringValue())
                .sign(author);
    }

    private static Tags inside(Event event, SecretKey mine, SecretKey theirs) {
        return tags(Encryption.NIP44.decrypt(event.content(), mine, theirs.publicKey()));
    }

    private static Tags tags(String json) {
        return Tags.of(
                JSON.readTree(json)
                        .valueStream()
                        .map(tag -> new Tag(tag.valueStream().map(JsonNode::stringValue).toList()))
                        .toList());
    }

    private static List<Tag> withoutRequest(Event event) {
        return event.tags().list().stream().filter(tag -> !tag.name().equals("request")).toList();
    }

    private static List<String> codes(String table) {
        String rows = DOC.substring(DOC.indexOf("<!-- table: " + table + " -->"));
        int end = rows.indexOf("\n\n");
        return Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
                .matcher(end < 0 ? rows : rows.substring(0, end))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String row(String code) {
        int at = DOC.indexOf("| `" + code + "` |");
        return DOC.substring(at, DOC.indexOf('\n', at));
    }

    private static String example(String name) {
        UNUSED.remove(name);
        String text = EXAMPLES.get(name);
        if (text == null) {
            throw new AssertionError("the document has no example " + name);
        }
        return text;
    }

    private static Map<String, String> examples() {
        Map<String, String> examples = new LinkedHashMap<>();
        Pattern.compile("<!-- example: (\\S+) -->\\n```json\\n(.*?)```", Pattern.DOTALL)
                .matcher(DOC)
                .results()
                .forEach(found -> examples.put(found.group(1), found.group(2)));
        assertThat(examples)
                .as("one example a JSON block")
                .hasSize(DOC.split("```json").length - 1);
        return examples;
    }

    private static String doc() {
        try {
            return Files.readString(Path.of("..", "docs", "market-dialect.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
