package dev.pylon.relay.recent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A timeline against a list that is sorted each time. */
class TimelineTest {
    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void keepsItsOrderWhateverIsAddedAndRemoved(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3000) int changes,
            @ForAll @IntRange(min = 1, max = 2000) int seconds) {
        Random random = new Random(seed);
        Timeline timeline = new Timeline("any");
        List<Held> list = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            if (random.nextInt(3) == 0 && !list.isEmpty()) {
                timeline.remove(list.remove(random.nextInt(list.size())));
            } else {
                Held event = held(random, i, random.nextInt(seconds));
                timeline.add(event);
                list.add(event);
            }
        }
        list.sort(Held.NEWEST_FIRST);

        assertThat(timeline.size()).isEqualTo(list.size());
        assertThat(from(timeline, Moment.endOf(Long.MAX_VALUE))).isEqualTo(list);
        long second = random.nextInt(seconds);
        assertThat(from(timeline, Moment.endOf(second)))
                .isEqualTo(list.stream().filter(event -> event.createdAt <= second).toList());
        if (!list.isEmpty()) {
            assertThat(timeline.oldest()).isSameAs(list.getLast());
            int any = random.nextInt(list.size());
            assertThat(from(timeline, Moment.of(list.get(any))))
                    .isEqualTo(list.subList(any + 1, list.size()));
        }
    }

    @Test
    void whatIsNotThereCannotBeRemoved() {
        Random random = new Random(1);
        Timeline timeline = new Timeline("any");
        timeline.add(held(random, 1, 5));

        assertThatThrownBy(() -> timeline.remove(held(random, 2, 5)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> timeline.remove(held(random, 3, 9)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(timeline.size()).isEqualTo(1);
    }

    private static Held held(Random random, long position, long time) {
        return new Held(
                Sample.added(position, Sample.event(random, 0, 1, time)),
                Sample.KEYS.getFirst(),
                List.of());
    }

    private static List<Held> from(Timeline timeline, Moment moment) {
        List<Held> all = new ArrayList<>();
        Timeline.Cursor cursor = timeline.before(moment);
        for (Held next = cursor.next(); next != null; next = cursor.next()) {
            all.add(next);
        }
        return all;
    }
}
