package dev.pylon.nostr.market;

import static dev.pylon.nostr.market.Parties.CUSTOMER;
import static dev.pylon.nostr.market.Parties.PROVIDER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventArbitraries;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.json.Surrogates;
import dev.pylon.primitives.Msat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What our templates write, our readers take, in the clear and encrypted by either scheme. */
class JobRoundTripTest {
    /** What a template is given. */
    record Draft(
            int kind,
            List<JobInput> inputs,
            Map<String, String> parameters,
            Optional<String> output,
            Optional<Msat> bid,
            List<String> relays) {
        Event sign(Encryption encryption) {
            return JobRequests.template(
                            kind,
                            inputs,
                            parameters,
                            output,
                            bid,
                            relays,
                            Set.of(PROVIDER.publicKey()),
                            encryption,
                            CUSTOMER)
                    .sign(CUSTOMER);
        }
    }

    @Provide
    Arbitrary<Draft> drafts() {
        return Combinators.combine(
                        Arbitraries.integers().between(5_000, 5_999),
                        inputs().list().ofMaxSize(4),
                        Arbitraries.maps(names(), text()).ofMaxSize(4),
                        shown().optional(),
                        amounts().optional(),
                        Arbitraries.strings()
                                .alpha()
                                .ofMinLength(1)
                                .ofMaxLength(10)
                                .map(host -> "wss://" + host + ".example")
                                .list()
                                .uniqueElements()
                                .ofMaxSize(JobRequests.MAX_RELAYS))
                .as(Draft::new);
    }

    @Provide
    Arbitrary<String> text() {
        return EventArbitraries.text();
    }

    /** What JSON parsers and sign() never see, but a Java string may hold. */
    @Provide
    Arbitrary<String> brokenText() {
        return Arbitraries.strings().withChars("a\ud800\udc00\n\"").ofMinLength(1).ofMaxLength(8);
    }

    @Provide
    Arbitrary<Msat> amounts() {
        return Arbitraries.longs().between(0, Msat.MAX_VALUE).map(Msat::of);
    }

    @Property(tries = 150)
    void aRequestComesBack(@ForAll("drafts") Draft draft, @ForAll Encryption encryption) {
        Event event = draft.sign(encryption);

        JobRequest read = JobRequests.read(reread(event), Optional.of(PROVIDER));

        assertThat(read)
                .isEqualTo(
                        new JobRequest(
                                event,
                                draft.inputs,
                                draft.parameters,
                                draft.output,
                                draft.bid,
                                draft.relays,
                                Set.of(PROVIDER.publicKey()),
                                encryption));
        assertThat(read.isFor(PROVIDER.publicKey())).isTrue();
        assertThat(event.isValid()).isTrue();
    }

    @Property(tries = 100)
    void anEncryptedRequestShowsNeitherInputsNorParameters(@ForAll("drafts") Draft draft) {
        Event event = draft.sign(Encryption.NIP44);

        assertThat(event.tags().list().stream().map(Tag::name))
                .isSubsetOf("output", "bid", "relays", "p", "encrypted")
                .contains("p", "encrypted");
    }

    @Property(tries = 150)
    void feedbackComesBack(
            @ForAll("statuses") FeedbackStatus status,
            @ForAll("shownOrNot") Optional<String> info,
            @ForAll("prices") Optional<Msat> amount,
            @ForAll("text") String content,
            @ForAll("numbers") OptionalLong sequence,
            @ForAll Encryption encryption) {
        JobRequest request = Parties.ordinary(encryption);
        Optional<String> bolt11 = amount.map(price -> "lnbcrt1" + price.value());
        Event event =
                JobFeedbacks.template(
                                request, status, info, amount, bolt11, content, sequence, PROVIDER)
                        .sign(PROVIDER);

        JobFeedback read = JobFeedbacks.read(reread(event), Optional.of(CUSTOMER));

        assertThat(read)
                .isEqualTo(
                        new JobFeedback(
                                event,
                                request.id(),
                                status,
                                status.word(),
                                info,
                                amount,
                                bolt11,
                                content,
                                sequence));
        assertThat(believes(request, event)).isTrue();
        if (encryption != Encryption.NONE) {
            assertThat(event.tags().list().stream().map(Tag::name))
                    .containsExactly("e", "p", "encrypted");
            assertThat(Encryption.of(event.content())).isEqualTo(encryption);
        }
    }

    @Property(tries = 150)
    void aResultComesBack(
            @ForAll("text") String content,
            @ForAll("prices") Optional<Msat> amount,
            @ForAll Encryption encryption) {
        JobRequest request = Parties.ordinary(encryption);
        Optional<String> bolt11 = amount.map(price -> "lnbcrt1" + price.value());
        Event event =
                JobResults.template(request, content, amount, bolt11, PROVIDER).sign(PROVIDER);

        JobResult read = JobResults.read(reread(event), Optional.of(CUSTOMER));

        assertThat(read)
                .isEqualTo(
                        new JobResult(
                                event,
                                request.id(),
                                content,
                                Optional.of(request.event().toJson()),
                                amount,
                                bolt11));
        assertThat(read.request()).contains(request.event());
        assertThat(read.event().kind()).isEqualTo(6050);
        assertThat(event.tags().all("i").count()).isEqualTo(encryption == Encryption.NONE ? 1 : 0);
        assertThat(believes(request, event)).isTrue();
    }

    @Property(tries = 60)
    void textThatHasNoUtf8IsRepairedWhereverItGoes(
            @ForAll("brokenText") String broken, @ForAll Encryption encryption) {
        String repaired = Surrogates.replaceLone(broken);
        Draft draft =
                new Draft(
                        5050,
                        List.of(JobInput.text(broken)),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of());
        JobRequest request =
                JobRequests.read(reread(draft.sign(encryption)), Optional.of(PROVIDER));
        Event result =
                JobResults.template(request, broken, Optional.empty(), Optional.empty(), PROVIDER)
                        .sign(PROVIDER);
        Event partial =
                JobFeedbacks.template(
                                request,
                                FeedbackStatus.PARTIAL,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                broken,
                                OptionalLong.of(1),
                                PROVIDER)
                        .sign(PROVIDER);

        assertThat(request.inputs()).containsExactly(JobInput.text(repaired));
        assertThat(JobResults.read(reread(result), Optional.of(CUSTOMER)).content())
                .isEqualTo(repaired);
        assertThat(JobFeedbacks.read(reread(partial), Optional.of(CUSTOMER)).content())
                .isEqualTo(repaired);
    }

    @Provide
    Arbitrary<FeedbackStatus> statuses() {
        return Arbitraries.of(FeedbackStatus.class)
                .filter(status -> status != FeedbackStatus.OTHER);
    }

    @Provide
    Arbitrary<Optional<Msat>> prices() {
        return amounts().optional();
    }

    @Provide
    Arbitrary<Optional<String>> shownOrNot() {
        return shown().optional();
    }

    @Provide
    Arbitrary<OptionalLong> numbers() {
        return Arbitraries.longs()
                .between(0, 999_999_999_999_999_999L)
                .map(OptionalLong::of)
                .injectNull(0.3)
                .map(number -> number == null ? OptionalLong.empty() : number);
    }

    private Arbitrary<JobInput> inputs() {
        return Combinators.combine(
                        text(),
                        Arbitraries.of(JobInput.Type.class),
                        shown().optional(),
                        shown().optional())
                .as(JobInput::new);
    }

    private Arbitrary<String> shown() {
        return text().filter(text -> !text.isBlank());
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars('_')
                .ofMinLength(1)
                .ofMaxLength(8)
                .filter(name -> !name.equals("prompt"));
    }

    private static Event reread(Event event) {
        return Event.fromJson(event.toJson());
    }

    private static boolean believes(JobRequest request, Event reply) {
        Set<PublicKey> expected = Set.of(PROVIDER.publicKey());
        return ReplyCheck.check(request.event(), reply, expected, 100_000)
                instanceof ReplyCheck.Verdict.Believed;
    }
}
