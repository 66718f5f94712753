package dev.pylon.provider.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.provider.backend.BackendFailure.Cause;
import dev.pylon.provider.backend.ScriptedServer.Script;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

/** What every adapter does, whatever its server does. */
@ExtendWith(OutputCaptureExtension.class)
public abstract class AdapterContract {
    protected static final Duration LIMIT = Duration.ofSeconds(10);
    protected static final String KEY = "the-secret-key";

    private static final Duration SHORT = Duration.ofMillis(400);

    protected final ScriptedServer server = new ScriptedServer();
    private Duration patience = LIMIT;

    /** The adapter of the server at this address, with {@link #KEY} if it uses one. */
    protected abstract InferenceBackend backend(String url);

    /** Method and path of an answer. */
    protected abstract String line();

    /** The folder of recorded responses: answer, too-many-requests and so on. */
    protected abstract String folder();

    /** The text of the recorded answer. */
    protected String text() {
        return "Das Blau ist größer als 🌊.";
    }

    /** A stream that begins well and goes on in nonsense. */
    protected abstract Script garbageInTheMiddle();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void passesOnTheTextAsItComesAndThenTheEnd() {
        server.on(line(), recorded("answer"));

        List<Chunk> chunks = Objects.requireNonNull(run().collectList().block(LIMIT));

        assertThat(textOf(chunks)).isEqualTo(text());
        assertThat(chunks).hasSizeGreaterThan(3);
        assertThat(chunks.getLast()).isInstanceOf(Chunk.Finished.class);
        assertThat(server.requests().getFirst().body())
                .contains("\"stream\":true")
                .contains("Why is the sky blue?");
    }

    @Test
    void anAnswerThatBreaksOffIsNoAnswer() {
        fails(ScriptedServer.cutOff(folder() + "/answer"), Cause.CUT_OFF);
    }

    @Test
    void anAnswerThatEndsWithoutSayingSoIsNoAnswer() {
        fails(ScriptedServer.endedEarly(folder() + "/answer"), Cause.CUT_OFF);
    }

    @Test
    void aServerThatHangsUpIsUnreachable() {
        fails(ScriptedServer.hangsUp(), Cause.UNREACHABLE);
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() {
        server.close();

        StepVerifier.create(run())
                .expectErrorSatisfies(failure -> assertKind(failure, Cause.UNREACHABLE))
                .verify(LIMIT);
        assertThat(backend(server.url()).probe().block(LIMIT))
                .isEqualTo(new Availability.Unavailable("nothing answers at " + server.url()));
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() {
        patience = SHORT;
        fails(ScriptedServer.silent(), Cause.TIMED_OUT);
    }

    @Test
    void aServerThatStopsInTheMiddleIsGivenUp() {
        patience = SHORT;
        fails(ScriptedServer.stalled(folder() + "/answer"), Cause.TIMED_OUT);
    }

    @Test
    void garbageIsNotTakenForText() {
        fails(garbageInTheMiddle(), Cause.GARBAGE);
        fails(
                ScriptedServer.answer("200 OK", "text/html", "<html>Please log in</html>\n"),
                Cause.GARBAGE);
        server.on(line(), ScriptedServer.raw("\u0000\u0001 this is not HTTP\r\n\r\n"));
        StepVerifier.create(run())
                .expectErrorSatisfies(failure ->
                        assertThat(((BackendFailure) failure).kind())
                                .isIn(Cause.GARBAGE, Cause.UNREACHABLE))
                .verify(LIMIT);
    }

    @Test
    void tooManyRequestsSaysHowLongToWait() {
        BackendFailure failure = fails(tooManyRequests(), Cause.OVERLOADED);

        assertThat(failure).hasMessageContaining("7 s");
    }

    @Test
    void eachRefusalIsToldApart() {
        fails(serverError(), Cause.FAILED);
        fails(ScriptedServer.answer("500 Oh", "text/html", "<html>no JSON</html>"), Cause.FAILED);
        fails(ScriptedServer.answer("502 Bad Gateway", "text/plain", ""), Cause.FAILED);
        fails(notLoaded(), Cause.MODEL_UNAVAILABLE);
        fails(recorded("context-too-long"), Cause.CONTEXT_TOO_LONG);
    }

    @Test
    void theKeyIsNeitherToldNorLogged(CapturedOutput output) {
        String echo = "{\"error\":{\"message\":\"what is " + KEY + "?\"}}";
        server.on(line(), ScriptedServer.answer("400 Bad Request", "application/json", echo));

        BackendFailure refused = failureOf();
        server.on(line(), ScriptedServer.hangsUp());
        BackendFailure broken = failureOf();

        assertThat(refused.getMessage()).doesNotContain(KEY);
        assertThat(broken.getMessage()).doesNotContain(KEY);
        assertThat(output.getAll()).doesNotContain(KEY);
    }

    @Test
    void whoeverStopsListeningStopsTheWork() throws InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        server.on(
                line(),
                (out, in) -> {
                    ScriptedServer.stalled(folder() + "/answer").play(out, in);
                    left.countDown();
                });
        AtomicReference<String> heard = new AtomicReference<>("");

        Disposable listening =
                backend(server.url()).run(order()).subscribe(chunk -> heard.set("some"));
        Awaitility.await().until(() -> heard.get().equals("some"));
        listening.dispose();

        assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
    }

    protected Script tooManyRequests() {
        return recorded("too-many-requests");
    }

    protected Script serverError() {
        return recorded("server-error");
    }

    protected Script notLoaded() {
        return recorded("not-loaded");
    }

    protected final Script recorded(String name) {
        return ScriptedServer.recorded(folder() + "/" + name);
    }

    protected final BackendFailure fails(Script script, Cause cause) {
        server.on(line(), script);
        BackendFailure failure = failureOf();
        assertKind(failure, cause);
        return failure;
    }

    protected WorkOrder order() {
        return new WorkOrder("some-model", "Why is the sky blue?", Map.of());
    }

    private BackendFailure failureOf() {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        StepVerifier.create(run())
                .thenConsumeWhile(chunk -> chunk instanceof Chunk.Text)
                .expectErrorSatisfies(failure::set)
                .verify(LIMIT);
        assertThat(failure.get()).isInstanceOf(BackendFailure.class);
        return (BackendFailure) failure.get();
    }

    private static void assertKind(Throwable failure, Cause cause) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        known -> {
                            assertThat(known.kind()).isEqualTo(cause);
                            assertThat(known.getMessage()).matches("[A-Z].+");
                        });
    }

    /** Behind its guard, as it runs in the provider. */
    private reactor.core.publisher.Flux<Chunk> run() {
        BackendGuard guard =
                new BackendGuards(
                                new BackendLimits(patience, 4, 10, LIMIT),
                                patience,
                                new SimpleMeterRegistry())
                        .guard("test");
        return guard.guard(backend(server.url()).run(order()));
    }

    protected static String textOf(List<Chunk> chunks) {
        StringBuilder text = new StringBuilder();
        for (Chunk chunk : chunks) {
            if (chunk instanceof Chunk.Text more) {
                text.append(more.text());
            }
        }
        return text.toString();
    }
}
