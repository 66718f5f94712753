package dev.pylon.buyer.reply;

import dev.pylon.buyer.course.Reasons;
import dev.pylon.buyer.course.Reply;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.job.Terms;
import dev.pylon.buyer.settings.PylonSettings;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.JobFeedback;
import dev.pylon.nostr.market.JobFeedbacks;
import dev.pylon.nostr.market.JobResult;
import dev.pylon.nostr.market.JobResults;
import dev.pylon.nostr.market.MalformedJob;
import dev.pylon.nostr.market.RejectionReason;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what strangers send about a job of ours. Believes nothing. */
@Component
class ReplyReader {
    /** How our providers explain an error: a stable word, a colon, a sentence. */
    private static final Pattern CODE =
            Pattern.compile("([a-z][a-z0-9-]{1,40}):\\s*(.*)", Pattern.DOTALL);

    private static final int MAX_SENTENCE = 400;

    private final Optional<SecretKey> identity;
    private final QuoteCheck quotes;

    ReplyReader(SecretKey identity, PylonSettings pylon) {
        this.identity = Optional.of(identity);
        this.quotes = new QuoteCheck(pylon.lightningNetwork());
    }

    Reply read(Event event, Terms terms, Instant now) {
        Reply.Source source = new Reply.Source(event, terms.id(), now);
        try {
            return event.kind() == Kinds.JOB_FEEDBACK
                    ? feedback(source, JobFeedbacks.read(event, identity), terms)
                    : result(source, JobResults.read(event, identity), terms);
        } catch (MalformedJob e) {
            return new Reply.Unreadable(
                    source,
                    Reasons.because(
                            RejectionReason.MALFORMED_REPLY, cut(String.valueOf(e.getMessage()))));
        }
    }

    private Reply feedback(Reply.Source source, JobFeedback feedback, Terms terms) {
        return switch (feedback.status()) {
            case PAYMENT_REQUIRED ->
                    new Reply.Priced(
                            source,
                            quotes.check(
                                    terms,
                                    source.provider(),
                                    source.id(),
                                    feedback.amount(),
                                    feedback.bolt11(),
                                    source.at()));
            case PROCESSING -> new Reply.Working(source, words(feedback));
            case PARTIAL ->
                    new Reply.Partial(source, feedback.content(), feedback.sequence().orElse(0));
            case ERROR -> new Reply.Declined(source, problem(words(feedback)));
            case SUCCESS, OTHER ->
                    new Reply.Remark(source, cut(feedback.rawStatus()), words(feedback));
        };
    }

    private Reply result(Reply.Source source, JobResult result, Terms terms) {
        boolean priced = result.amount().filter(amount -> !amount.isZero()).isPresent();
        Quote quote =
                priced
                        ? quotes.check(
                                terms,
                                source.provider(),
                                source.id(),
                                result.amount(),
                                result.bolt11(),
                                source.at())
                        : null;
        return new Reply.Result(source, result.content(), quote);
    }

    private static @Nullable String words(JobFeedback feedback) {
        String text = feedback.info().orElse(feedback.content()).strip();
        return text.isEmpty() ? null : cut(text);
    }

    private static Problem problem(@Nullable String words) {
        if (words == null) {
            return new Problem("provider-error", "the provider gave no reason");
        }
        Matcher coded = CODE.matcher(words);
        return coded.matches()
                ? new Problem(coded.group(1), coded.group(2))
                : new Problem("provider-error", words);
    }

    private static String cut(String text) {
        return text.length() <= MAX_SENTENCE ? text : text.substring(0, MAX_SENTENCE) + "…";
    }
}
