package dev.pylon.relay.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ToldTest {
    /** A log of groups of this replica and of others, with gaps, told and read in any turns. */
    @Property(tries = 500)
    void everyPositionIsToldOnce(@ForAll long seed) {
        Random random = new Random(seed);
        Told told = new Told(0);
        TreeMap<Long, Boolean> log = new TreeMap<>();
        List<Long> untold = new ArrayList<>();
        List<Long> heard = new ArrayList<>();
        long position = 0;
        for (int step = 0; step < 60; step++) {
            if (random.nextInt(3) == 0) {
                look(told, log, heard, random.nextInt(4));
            } else {
                boolean mine = random.nextBoolean();
                position += random.nextInt(3);
                for (int i = 0; i <= random.nextInt(4); i++) {
                    log.put(++position, mine);
                    if (mine) {
                        untold.add(position);
                    }
                }
            }
            if (random.nextBoolean()) {
                tell(told, untold, heard);
            }
        }
        tell(told, untold, heard);
        look(told, log, heard, Integer.MAX_VALUE);

        assertThat(heard).doesNotHaveDuplicates().hasSameElementsAs(log.keySet());
        assertThat(told.upTo()).isEqualTo(log.isEmpty() ? 0 : log.lastKey());
        assertThat(told.unread().told()).isEqualTo("{}");
    }

    @Test
    void itsOwnNeighboursAreOneRange() {
        Told told = new Told(10);

        for (long position : new long[] {12, 13, 14, 20}) {
            assertThat(told.written(position)).isTrue();
        }

        assertThat(told.unread()).isEqualTo(new Told.Unread(10, "{[12,14],[20,20]}", 20));
        assertThat(told.read(11)).isTrue();
        assertThat(told.upTo()).isEqualTo(14);
        assertThat(told.written(13)).isFalse();
    }

    private static void tell(Told told, List<Long> untold, List<Long> heard) {
        untold.stream().filter(told::written).forEach(heard::add);
        untold.clear();
    }

    /** Reads what the ranges leave over, perhaps not to the end. */
    private static void look(Told told, TreeMap<Long, Boolean> log, List<Long> heard, int most) {
        Told.Unread unread = told.unread();
        TreeSet<Long> rows = new TreeSet<>(log.tailMap(unread.after(), false).keySet());
        for (String range : unread.told().replaceAll("[{}]", "").split("(?<=]),")) {
            if (!range.isEmpty()) {
                String[] ends = range.substring(1, range.length() - 1).split(",");
                rows.subSet(Long.parseLong(ends[0]), true, Long.parseLong(ends[1]), true).clear();
            }
        }
        int read = 0;
        for (long row : rows) {
            if (read++ == most) {
                return;
            }
            if (told.read(row)) {
                heard.add(row);
            }
        }
        told.completed(unread);
    }
}
