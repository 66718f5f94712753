package dev.pylon.cli.job;

import dev.pylon.api.buyer.JobEncryption;
import dev.pylon.api.buyer.JobSummary;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.Timings;
import dev.pylon.cli.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows jobs to people, and as the documents that {@code --json} prints. */
final class JobPrinter {
    private static final int EXCERPT = 60;

    private final Output out;

    JobPrinter(Output out) {
        this.out = out;
    }

    void line(JobSummary job) {
        out.line(
                "[%s] %s %s \"%s\"%s",
                shortWord(job),
                Output.time(job.createdAt()),
                Output.shortId(job.id()),
                Output.excerpt(job.prompt(), EXCERPT),
                job.paidMsat() == null ? "" : "  paid " + job.paidMsat().inSat());
    }

    void whole(JobView job) {
        out.line("ID:        %s", job.id());
        out.line(
                "Kind:      %d%s%s",
                job.kind(),
                job.model() == null ? "" : "  model " + job.model(),
                job.encryption() == JobEncryption.NONE
                        ? ""
                        : "  private (" + job.encryption().word() + ")");
        out.line(
                "Status:    %s  (work %s, money %s)",
                job.state().word(), job.work().word(), job.money().word());
        out.line("Prompt:    %s", Output.excerpt(job.prompt(), 200));
        job.relays()
                .forEach(relay ->
                        out.line(
                                "Relay:     %s  %s%s",
                                relay.relay(),
                                relay.outcome().word(),
                                relay.detail() == null ? "" : ": " + relay.detail()));
        out.line("Bid:       %s", job.bidMsat() == null ? "none" : job.bidMsat().inSat());
        out.line("Created:   %s", Output.time(job.createdAt()));
        out.line(
                "Provider:  %s",
                job.selectedProvider() == null ? "none selected" : job.selectedProvider());
        job.quotes()
                .forEach(quote ->
                        out.line(
                                "Quote:     %s by %s%s%s",
                                quote.amountMsat() == null
                                        ? "no amount"
                                        : quote.amountMsat().inSat(),
                                Output.shortId(quote.provider()),
                                quote.selected() ? "  selected" : "",
                                quote.problem() == null
                                        ? ""
                                        : "  not payable: " + quote.problem()));
        job.quotes().stream()
                .filter(quote -> quote.bolt11() != null && job.paidMsat() == null)
                .forEach(quote -> out.line("Invoice:   %s", quote.bolt11()));
        out.line(
                "Paid:      %s",
                job.paidMsat() == null ? "nothing" : job.paidMsat().inSat() + fee(job));
        out.line("Timings:   %s", timings(job.timings()));
        job.rejected()
                .forEach(reply ->
                        out.line(
                                "Rejected:  kind %d by %s: %s",
                                reply.kind(), Output.shortId(reply.provider()), reply.reason()));
        if (job.error() != null) {
            out.line("Error:     %s", job.error());
        }
        if (job.result() != null) {
            out.line("Result:");
            out.line("%s", job.result());
        }
    }

    /** What {@code run --json} and {@code job submit --wait --json} print. */
    static Map<String, @Nullable Object> document(JobView job) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", job.id());
        document.put("status", job.state().word());
        document.put("result", job.result());
        document.put("paidMsat", job.paidMsat());
        document.put("feeMsat", job.feeMsat());
        document.put("provider", job.selectedProvider());
        document.put("error", job.error());
        document.put("stages", job.timings());
        document.put("relays", job.relays());
        document.put("quotes", job.quotes());
        document.put("rejected", job.rejected());
        document.put("receipt", job.receipt());
        return document;
    }

    static String timings(Timings timings) {
        List<String> parts = new ArrayList<>();
        add(parts, "accepted", timings.acceptedMs());
        add(parts, "quoted", timings.quotedMs());
        add(parts, "paid", timings.paidMs());
        add(parts, "first text", timings.firstTextMs());
        add(parts, "result", timings.resultMs());
        return parts.isEmpty() ? "nothing yet" : String.join(", ", parts);
    }

    private static void add(List<String> parts, String name, @Nullable Long milliseconds) {
        if (milliseconds != null) {
            parts.add(name + " " + milliseconds + " ms");
        }
    }

    private static String fee(JobView job) {
        return job.feeMsat() == null || job.feeMsat().isZero()
                ? ""
                : " and a fee of " + job.feeMsat().inSat();
    }

    private static String shortWord(JobSummary job) {
        return switch (job.state()) {
            case COMPLETED -> "done";
            case FAILED, REFUSED -> "fail";
            case CANCELLED -> "canc";
            case SUBMITTED, PAYING, PROCESSING -> "pend";
            case PAYMENT_REQUIRED -> "pay?";
            case TIMED_OUT -> "late";
            case PAID_UNDELIVERED -> "owed";
            case DELIVERED_UNPAID -> "owes";
        };
    }
}
