package dev.pylon.nostr.market;

import static dev.pylon.nostr.market.Parties.CUSTOMER;
import static dev.pylon.nostr.market.Parties.STRANGER;
import static dev.pylon.nostr.market.Parties.ordinary;
import static dev.pylon.nostr.market.Parties.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import org.junit.jupiter.api.Test;

class JobCancellationsTest {
    private final Event request = ordinary(Encryption.NONE).event();

    @Test
    void theAuthorTakesAJobBack() {
        Event deletion = JobCancellations.template(request.id(), request.kind()).sign(CUSTOMER);

        assertThat(deletion.kind()).isEqualTo(5);
        assertThat(deletion.tags().list())
                .containsExactly(Tag.of("e", request.id().hex()), Tag.of("k", "5050"));
        assertThat(JobCancellations.jobs(deletion)).containsExactly(request.id());
        assertThat(JobCancellations.cancels(deletion, request)).isTrue();
    }

    @Test
    void nobodyElseDoes() {
        Event deletion = JobCancellations.template(request.id(), request.kind()).sign(STRANGER);

        assertThat(JobCancellations.cancels(deletion, request)).isFalse();
    }

    @Test
    void severalJobsAreNamedAtOnceAndNonsenseIsSkipped() {
        String id = request.id().hex();
        String other = "ab".repeat(32);
        Event deletion =
                signed(
                        CUSTOMER,
                        5,
                        "[['e','x'],['e','"
                                + other
                                + "'],['e'],['a','30023:x:y'],['e','"
                                + id
                                + "']]",
                        "");

        assertThat(JobCancellations.jobs(deletion)).hasSize(2).endsWith(request.id());
        assertThat(JobCancellations.cancels(deletion, request)).isTrue();
    }

    @Test
    void anotherKindTakesNothingBack() {
        Event reaction = signed(CUSTOMER, 7, "[['e','" + request.id().hex() + "']]", "-");

        assertThat(JobCancellations.jobs(reaction)).isEmpty();
        assertThat(JobCancellations.cancels(reaction, request)).isFalse();
    }
}
