package dev.pylon.cli.job;

import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.cli.Output;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.codec.ServerSentEvent;

/** Prints what happens to a job, step by step, with the time since it was submitted. */
final class JobFollower {
    private static final int DETAIL = 120;

    private final Output out;
    private final Instant start;
    private String shownText = "";
    private boolean inText;

    JobFollower(Output out, Instant start) {
        this.out = out;
        this.start = start;
    }

    /** Until the job's end, our patience's end, or {@code limit}. */
    void follow(BuyerApi buyer, String id, boolean beyondTheEnd, Duration limit) {
        buyer.events(id, null, beyondTheEnd)
                .mapNotNull(ServerSentEvent::data)
                .doOnNext(this::print)
                .take(limit)
                .blockLast();
        endText();
    }

    void print(JobEventView event) {
        String provider = event.provider() == null ? "" : Output.shortId(event.provider());
        String detail = event.detail() == null ? "" : Output.excerpt(event.detail(), DETAIL);
        switch (event.type()) {
            case SUBMITTED -> step(event, "submitted", "job " + Output.shortId(event.jobId()));
            case RELAY ->
                    step(
                            event,
                            "relay",
                            event.relay()
                                    + "  "
                                    + (event.outcome() == null ? "" : event.outcome().word())
                                    + (detail.isEmpty() ? "" : ": " + detail));
            case QUOTED ->
                    step(
                            event,
                            "quoted",
                            amount(event)
                                    + " by "
                                    + provider
                                    + (detail.isEmpty() ? "" : "  " + detail));
            case SELECTED -> step(event, "selected", provider);
            case PAYING ->
                    step(event, "paying", amount(event) + (detail.isEmpty() ? "" : "  " + detail));
            case PAID ->
                    step(event, "paid", amount(event) + (detail.isEmpty() ? "" : "  " + detail));
            case PAYMENT_FAILED -> step(event, "not paid", detail);
            case PAYMENT_UNKNOWN ->
                    step(
                            event,
                            "checking",
                            "the payment's outcome is not known yet; it is never made twice. "
                                    + detail);
            case PROCESSING ->
                    step(event, "processing", detail.isEmpty() ? "by " + provider : detail);
            case FEEDBACK -> step(event, "provider", detail);
            case PARTIAL -> text(event.text() == null ? "" : event.text());
            case RESULT -> {
                text(event.text() == null ? "" : event.text());
                endText();
                step(event, "result", "from " + provider);
            }
            case REJECTED -> step(event, "rejected", "a reply of " + provider + ": " + detail);
            case REFUNDED -> step(event, "refunded", amount(event));
            case CANCELLED -> step(event, "cancelled", detail);
            case FINISHED -> step(event, event.state().word(), detail);
        }
    }

    /** Partials hold the whole text so far; only what is new is written. */
    private void text(String whole) {
        if (whole.isEmpty() || whole.equals(shownText)) {
            return;
        }
        if (!inText) {
            out.line("");
            inText = true;
        }
        if (whole.startsWith(shownText)) {
            out.text(whole.substring(shownText.length()));
        } else {
            out.text("\n" + whole);
        }
        shownText = whole;
    }

    private void endText() {
        if (inText) {
            out.line("");
            out.line("");
            inText = false;
        }
    }

    private void step(JobEventView event, String name, String what) {
        endText();
        out.line("  %-16s %6d ms   %s", name, Duration.between(start, event.at()).toMillis(), what);
    }

    private static String amount(JobEventView event) {
        return event.amountMsat() == null ? "" : event.amountMsat().inSat();
    }
}
