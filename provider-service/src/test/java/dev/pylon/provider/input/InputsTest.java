package dev.pylon.provider.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.Nip19;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.Encryption;
import dev.pylon.nostr.market.JobInput;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.nostr.market.JobResults;
import dev.pylon.nostr.market.RefusalReason;
import dev.pylon.relayclient.Guests;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayPoolSettings;
import dev.pylon.relayclient.testing.ScriptedRelay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Inputs that point to events and to other jobs, at relays of ours and of strangers. */
class InputsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final ScriptedRelay home = ScriptedRelay.start();
    private final ScriptedRelay elsewhere = ScriptedRelay.start();
    private final SecretKey customer = SecretKey.generate();
    private final SecretKey provider = SecretKey.generate();
    private final RelayPool own =
            RelayPool.open(RelayPoolSettings.builder().relays(List.of(home.url())).build());
    private final RelayPool strangers =
            RelayPool.open(
                    RelayPoolSettings.builder()
                            .relays(List.of())
                            .guests(Guests.anywhere())
                            .build());
    private final InputSettings settings =
            new InputSettings(WAIT, Set.of(80), 3, 10_000, WAIT, 3, false);
    private final WebPages pages = new WebPages(settings, any -> true);
    private final Inputs inputs = new Inputs(new Events(own, strangers), pages, settings, 1_000);

    @AfterEach
    void close() {
        pages.close();
        own.close();
        strangers.close();
        home.close();
        elsewhere.close();
    }

    private static JobInput input(String data, JobInput.Type type, Optional<String> relay) {
        return new JobInput(data, type, relay, Optional.empty());
    }

    private JobRequest job(Set<PublicKey> providers, JobInput... all) {
        return JobRequests.read(
                JobRequests.template(
                                Kinds.TEXT_GENERATION,
                                List.of(all),
                                Map.of(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                providers,
                                Encryption.NONE,
                                customer)
                        .sign(customer),
                Optional.empty());
    }

    private Event note(String text) {
        return EventTemplate.of(Kinds.NOTE, Tags.of(), text).sign(customer);
    }

    private String gather(JobRequest request) {
        return Objects.requireNonNull(inputs.gather(request).block(SOON));
    }

    @Test
    void severalInputsComeInTheirOrder() {
        Event note = note("from the relay");
        home.store(note);
        JobRequest request =
                job(
                        Set.of(),
                        JobInput.text("first"),
                        input(note.id().hex(), JobInput.Type.EVENT, Optional.empty()),
                        JobInput.text("last"));

        assertThat(Inputs.pointElsewhere(request)).isTrue();
        assertThat(gather(request)).isEqualTo("first\n\nfrom the relay\n\nlast");
    }

    @Test
    void anEventIsFoundAtTheRelayThatTheInputNamesWhichIsLetGoOfAfter() {
        Event note = note("far away");
        elsewhere.store(note);
        String nip19 = new Nip19.Note(note.id()).encode();

        assertThat(
                        gather(
                                job(
                                        Set.of(),
                                        input(
                                                nip19,
                                                JobInput.Type.EVENT,
                                                Optional.of(elsewhere.url().value())))))
                .isEqualTo("far away");
        Awaitility.await().until(() -> strangers.relays().isEmpty());
    }

    @Test
    void anEventThatIsNowhereIsUnreachable() {
        expect(
                job(Set.of(), input("ab".repeat(32), JobInput.Type.EVENT, Optional.empty())),
                RefusalReason.INPUT_UNREACHABLE);
        expect(
                job(Set.of(), input("what?", JobInput.Type.EVENT, Optional.empty())),
                RefusalReason.MALFORMED_REQUEST);
    }

    @Test
    void theResultOfAnotherJobIsWaitedForAndOnlyItsOwnProvidersCounts() {
        JobRequest first = job(Set.of(provider.publicKey()), JobInput.text("one"));
        home.store(first.event());
        Mono<String> chained =
                inputs.gather(
                                job(
                                        Set.of(),
                                        input(
                                                first.id().hex(),
                                                JobInput.Type.JOB,
                                                Optional.empty())))
                        .cache();
        chained.subscribe(text -> {}, failure -> {});

        home.accept(result(first, "No worky", SecretKey.generate()));
        home.accept(result(first, "the answer", provider));

        assertThat(chained.block(SOON)).isEqualTo("the answer");
    }

    @Test
    void aJobWithoutAResultOrInSecretIsUnreachable() {
        JobRequest open = job(Set.of(provider.publicKey()), JobInput.text("one"));
        home.store(open.event());
        expect(
                job(Set.of(), input(open.id().hex(), JobInput.Type.JOB, Optional.empty())),
                RefusalReason.INPUT_UNREACHABLE);

        Event secret =
                JobRequests.template(
                                Kinds.TEXT_GENERATION,
                                List.of(JobInput.text("one")),
                                Map.of(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                Set.of(provider.publicKey()),
                                Encryption.NIP44,
                                customer)
                        .sign(customer);
        home.store(secret);
        expect(
                job(Set.of(), input(secret.id().hex(), JobInput.Type.JOB, Optional.empty())),
                RefusalReason.INPUT_UNREACHABLE);
    }

    @Test
    void tooMuchIsRefused() {
        Event large = note("x".repeat(1_001));
        home.store(large);
        expect(
                job(Set.of(), input(large.id().hex(), JobInput.Type.EVENT, Optional.empty())),
                RefusalReason.INPUT_TOO_LARGE);
        JobInput one = input(large.id().hex(), JobInput.Type.EVENT, Optional.empty());
        expect(job(Set.of(), one, one, one, one), RefusalReason.INPUT_TOO_LARGE);
    }

    private void expect(JobRequest request, RefusalReason reason) {
        assertThatThrownBy(() -> gather(request))
                .isInstanceOfSatisfying(
                        InputProblem.class,
                        problem -> assertThat(problem.reason()).isEqualTo(reason));
    }

    private Event result(JobRequest request, String text, SecretKey by) {
        return JobResults.template(request, text, Optional.empty(), Optional.empty(), by).sign(by);
    }
}
