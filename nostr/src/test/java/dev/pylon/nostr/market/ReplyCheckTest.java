package dev.pylon.nostr.market;

import static dev.pylon.nostr.market.Parties.CUSTOMER;
import static dev.pylon.nostr.market.Parties.PROVIDER;
import static dev.pylon.nostr.market.Parties.STRANGER;
import static dev.pylon.nostr.market.Parties.ordinary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyCheckTest {
    private static final int MOST = 1_000;
    private static final Set<PublicKey> EXPECTED = Set.of(PROVIDER.publicKey());

    private final JobRequest job = ordinary(Encryption.NONE);
    private final Event request = job.event();

    @Test
    void theProvidersOwnResultIsBelieved() {
        Event result = result("Scattering.", PROVIDER);

        assertThat(check(result)).isInstanceOf(ReplyCheck.Verdict.Believed.class);
        assertThat(check(Event.fromJson(result.toJson())))
                .isInstanceOf(ReplyCheck.Verdict.Believed.class);
    }

    @Test
    void aResultThatDoesNotRepeatTheRequestIsBelievedToo() {
        assertThat(check(reply(6050, tagged("e", request.id().hex()))))
                .isInstanceOf(ReplyCheck.Verdict.Believed.class);
        assertThat(check(reply(7000, tagged("e", request.id().hex()).plus(Tag.of("request", " ")))))
                .isInstanceOf(ReplyCheck.Verdict.Believed.class);
    }

    @Test
    void aStrangersIsNot() {
        assertThat(reason(result("No worky", STRANGER))).isEqualTo(RejectionReason.WRONG_AUTHOR);
    }

    @Test
    void whileAnybodyMayQuoteAStrangerIsNone() {
        assertThat(ReplyCheck.check(request, result("Me!", STRANGER), Set.of(), MOST))
                .isInstanceOf(ReplyCheck.Verdict.Believed.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5050, 6000, 6051, 7001})
    void theKindAnswersTheRequests(int kind) {
        assertThat(reason(reply(kind, tagged("e", request.id().hex()))))
                .isEqualTo(RejectionReason.WRONG_KIND);
    }

    @Test
    void theFirstEventItNamesIsTheJob() {
        String other = "ab".repeat(32);

        assertThat(reason(reply(6050, Tags.none()))).isEqualTo(RejectionReason.WRONG_JOB);
        assertThat(reason(reply(6050, tagged("e", "?")))).isEqualTo(RejectionReason.WRONG_JOB);
        assertThat(
                        reason(
                                reply(
                                        6050,
                                        Tags.of(
                                                Tag.of("e", other),
                                                Tag.of("e", request.id().hex())))))
                .isEqualTo(RejectionReason.WRONG_JOB);
    }

    @Test
    void theRequestItRepeatsIsTheOneWeSigned() {
        Event signedAgain =
                new EventTemplate(
                                request.kind(),
                                request.tags(),
                                request.content(),
                                request.createdAt())
                        .sign(CUSTOMER);
        Event changed =
                new Event(
                        request.id(),
                        request.pubkey(),
                        request.createdAt(),
                        request.kind(),
                        Tags.none(),
                        "",
                        request.sig());
        Event another = ordinary(Encryption.NIP04).event();

        assertThat(signedAgain.id()).isEqualTo(request.id());
        for (String json :
                new String[] {
                    signedAgain.toJson(), changed.toJson(), another.toJson(), "{}", "nonsense"
                }) {
            Tags tags = tagged("e", request.id().hex()).plus(Tag.of("request", json));

            assertThat(reason(reply(6050, tags))).isEqualTo(RejectionReason.WRONG_REQUEST);
        }
    }

    @Test
    void aReplyOfTheLargestSizeIsTakenAndNoLarger() {
        assertThat(check(result("x".repeat(MOST), PROVIDER)))
                .isInstanceOf(ReplyCheck.Verdict.Believed.class);
        assertThat(reason(result("x".repeat(MOST + 1), PROVIDER)))
                .isEqualTo(RejectionReason.TOO_LARGE);
        assertThat(reason(result("ф".repeat(MOST / 2 + 1), PROVIDER)))
                .isEqualTo(RejectionReason.TOO_LARGE);
    }

    @Test
    void aForgedSignatureIsNoticed() {
        Event real = result("Scattering.", PROVIDER);
        Event otherText =
                new Event(
                        real.id(),
                        real.pubkey(),
                        real.createdAt(),
                        real.kind(),
                        real.tags(),
                        "Magic.",
                        real.sig());
        Event stolenName =
                new Event(
                        real.id(),
                        real.pubkey(),
                        real.createdAt(),
                        real.kind(),
                        real.tags(),
                        real.content(),
                        result("Scattering.", STRANGER).sig());

        assertThat(reason(otherText)).isEqualTo(RejectionReason.BAD_SIGNATURE);
        assertThat(reason(stolenName)).isEqualTo(RejectionReason.BAD_SIGNATURE);
    }

    private Event result(String content, SecretKey author) {
        return JobResults.template(job, content, Optional.empty(), Optional.empty(), author)
                .sign(author);
    }

    private static Event reply(int kind, Tags tags) {
        return EventTemplate.of(kind, tags, "Scattering.").sign(PROVIDER);
    }

    private static Tags tagged(String name, String value) {
        return Tags.of(Tag.of(name, value));
    }

    private ReplyCheck.Verdict check(Event reply) {
        return ReplyCheck.check(request, reply, EXPECTED, MOST);
    }

    private RejectionReason reason(Event reply) {
        return switch (check(reply)) {
            case ReplyCheck.Verdict.Rejected rejected -> {
                assertThat(rejected.why()).isNotBlank();
                yield rejected.reason();
            }
            case ReplyCheck.Verdict.Believed _ -> throw new AssertionError("it was believed");
        };
    }
}
