package dev.pylon.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.relay.flow.Budget;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Large messages of all clients share one room, small ones don't need it. */
class LargeMessagesTest {
    private final Budget room = new Budget(100_000);
    private final LargeMessages one = new LargeMessages(room);
    private final LargeMessages other = new LargeMessages(room);

    @Test
    void aLargeMessageWaitsForRoomAndASmallOneDoesNot() {
        one.take(90_000).block();

        CompletableFuture<@Nullable Void> waiting = other.take(20_000).toFuture();
        CompletableFuture<@Nullable Void> small = other.take(LargeMessages.LARGE - 1).toFuture();

        assertThat(waiting).isNotDone();
        assertThat(small).isDone();
        one.give(90_000);
        assertThat(waiting).isDone();
        assertThat(room.inUse()).isEqualTo(20_000);
    }

    @Test
    void oneAboveTheWholeIsTakenForTheWhole() {
        one.take(500_000).block();
        assertThat(room.inUse()).isEqualTo(100_000);
        one.give(500_000);
        assertThat(room.inUse()).isZero();
    }

    @Test
    void whoIsGoneHoldsNothingAndGivesNothingBackTwice() {
        one.take(60_000).block();
        CompletableFuture<@Nullable Void> late = one.take(60_000).toFuture();

        one.closed();
        one.give(60_000);
        one.closed();

        assertThat(late).isDone();
        assertThat(room.inUse()).isZero();
    }
}
