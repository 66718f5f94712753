package dev.pylon.nostr.market;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a buyer believes a reply: every rule that needs no more than the request and the reply.
 * Pure; about 50 µs, most of it the signature, which is looked at last.
 */
public final class ReplyCheck {
    private ReplyCheck() {}

    /** What is made of a reply. */
    public sealed interface Verdict {
        record Believed() implements Verdict {}

        record Rejected(RejectionReason reason, String why) implements Verdict {}
    }

    /**
     * @param request as we signed it
     * @param expected whose reply counts: those targeted, or the one selected; empty while anybody
     *     may quote
     * @param maxBytes the largest content we take; tags are bounded by the largest message a relay
     *     may send
     */
    public static Verdict check(Event request, Event reply, Set<PublicKey> expected, int maxBytes) {
        if (!expected.isEmpty() && !expected.contains(reply.pubkey())) {
            return rejected(
                    RejectionReason.WRONG_AUTHOR, "this provider was not asked or not selected");
        }
        boolean feedback = reply.kind() == Kinds.JOB_FEEDBACK;
        if (!feedback && reply.kind() != Kinds.resultOf(request.kind())) {
            return rejected(
                    RejectionReason.WRONG_KIND,
                    "kind " + reply.kind() + " does not answer kind " + request.kind());
        }
        Optional<EventId> job = MarketTags.jobOf(reply.tags());
        if (job.isEmpty() || !job.get().equals(request.id())) {
            return rejected(RejectionReason.WRONG_JOB, "its e tag names another job");
        }
        Optional<String> named = reply.tags().firstValue("request").filter(text -> !text.isBlank());
        if (named.isPresent() && !isSame(request, named.get())) {
            return rejected(
                    RejectionReason.WRONG_REQUEST,
                    "its request tag is not the request that we signed");
        }
        if (reply.content().length() > maxBytes
                || reply.content().getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            return rejected(
                    RejectionReason.TOO_LARGE, "its content has more than " + maxBytes + " bytes");
        }
        if (!reply.isValid()) {
            return rejected(RejectionReason.BAD_SIGNATURE, "its id or its signature is wrong");
        }
        return new Verdict.Believed();
    }

    private static boolean isSame(Event request, String json) {
        return MarketTags.event(json)
                .filter(event ->
                        event.id().equals(request.id()) && event.sig().equals(request.sig()))
                .filter(Event::hasValidId)
                .isPresent();
    }

    private static Verdict rejected(RejectionReason reason, String why) {
        return new Verdict.Rejected(reason, why);
    }
}
