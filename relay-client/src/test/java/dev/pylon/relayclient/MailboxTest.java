package dev.pylon.relayclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final Mailbox mailbox = new Mailbox();

    @Test
    void tasks_of_many_threads_run_one_at_a_time_and_none_is_lost() {
        int[] unguarded = {0};
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 100_000; i++) {
                threads.execute(() -> mailbox.execute(() -> unguarded[0]++));
            }
        }
        assertThat(unguarded[0]).isEqualTo(100_000);
    }

    @Test
    void a_task_given_by_a_task_runs_after_it() {
        List<String> order = new ArrayList<>();
        mailbox.execute(() -> {
            mailbox.execute(() -> order.add("inner"));
            order.add("outer");
        });
        assertThat(order).containsExactly("outer", "inner");
    }

    @Test
    void a_task_that_fails_stops_no_other() {
        List<String> order = new ArrayList<>();
        mailbox.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        mailbox.execute(() -> order.add("next"));
        assertThat(order).containsExactly("next");
    }
}
