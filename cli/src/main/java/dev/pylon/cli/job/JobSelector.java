package dev.pylon.cli.job;

import dev.pylon.api.Page;
import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.buyer.JobSummary;
import dev.pylon.cli.Calls;
import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the job that a shortened id means. */
final class JobSelector {
    private static final int FULL_LENGTH = 64;
    private static final int MAX_PAGES = 20;
    private static final int PAGE = 100;

    private final BuyerApi buyer;

    JobSelector(BuyerApi buyer) {
        this.buyer = buyer;
    }

    String idOf(String given) {
        if (given.length() >= FULL_LENGTH) {
            return given;
        }
        List<String> matches = new ArrayList<>();
        @Nullable String cursor = null;
        for (int i = 0; i < MAX_PAGES; i++) {
            Page<JobSummary> page = Calls.await(buyer.jobs(cursor, PAGE, null));
            page.items().stream()
                    .map(JobSummary::id)
                    .filter(id -> id.startsWith(given))
                    .forEach(matches::add);
            cursor = page.nextCursor();
            if (cursor == null) {
                break;
            }
        }
        if (matches.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "There is no job whose id starts with " + given + ". See: pylon job list");
        }
        if (matches.size() > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    matches.size() + " jobs start with " + given + ". Give more of the id.");
        }
        return matches.getFirst();
    }
}
