package dev.pylon.buyer.desk;

import dev.pylon.buyer.course.Happening;
import dev.pylon.buyer.course.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Sinks;

/** What has happened to one job and was not worked on yet. Guarded by its {@link Desk}. */
final class Mailbox {
    /** How many happenings one step may take in. */
    private static final int MAX_BATCH = 64;

    private final ArrayDeque<Letter> letters = new ArrayDeque<>();

    /**
     * A happening, and who waits to hear what it did.
     *
     * @param fresh whether it must not be judged by what this process remembers
     */
    record Letter(Happening happening, boolean fresh, Sinks.One<Answer> answer) {}

    /** A step, and which of its happenings was the asker's. */
    record Answer(Step step, int index) {}

    void put(Letter letter) {
        letters.add(letter);
    }

    /** Back to the front, in their order. */
    void putBack(List<Letter> untaken) {
        for (Letter letter : untaken.reversed()) {
            letters.addFirst(letter);
        }
    }

    int size() {
        return letters.size();
    }

    List<Letter> take() {
        List<Letter> batch = new ArrayList<>();
        while (batch.size() < MAX_BATCH && !letters.isEmpty()) {
            batch.add(letters.remove());
        }
        return batch;
    }
}
