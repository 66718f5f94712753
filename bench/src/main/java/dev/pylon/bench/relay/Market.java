package dev.pylon.bench.relay;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.IntStream;

/**
 * What the load is made of: jobs of three events each (a request, a feedback and a result that name
 * it and its customer), and plain events of 520 bytes. All from a seed, so that another seed gives
 * events that a relay has not seen.
 */
final class Market {
    static final int REQUEST = 5050;
    static final int RESULT = 6050;
    static final int FEEDBACK = 7000;
    static final int PLAIN = 1;
    static final int PER_JOB = 3;
    static final int CUSTOMERS = 2_000;

    private static final int PROVIDERS = 100;
    private static final int PLAIN_BYTES = 520;

    /** Bytes of a kind 1 event's JSON without content and tags, and of one p tag. */
    private static final int WITHOUT_CONTENT = 342;

    private static final int P_TAG = 72;

    private static final int SPREAD_SECONDS = 12 * 3600;
    private static final String PROSE =
            "Nobody reads this text; it is as long as such a text usually is. ".repeat(8);

    private final long seed;
    private final long start;
    private final int events;
    private final SecretKey[] customers;
    private final SecretKey[] providers;

    /**
     * @param now seconds since 1970, the time of the newest event
     * @param events market events in all, over which the last twelve hours are spread
     */
    Market(long seed, long now, int events) {
        this.seed = seed;
        this.start = now - SPREAD_SECONDS;
        this.events = Math.max(1, events);
        customers = keys("customer", CUSTOMERS);
        providers = keys("provider", PROVIDERS);
    }

    /** Those of one job have numbers that follow each other. */
    Event event(int number) {
        int job = number / PER_JOB;
        SecretKey customer = customers[job % CUSTOMERS];
        SecretKey provider = providers[(job * 31 + job / CUSTOMERS) % PROVIDERS];
        Event request = request(job, customer, provider);
        return switch (number % PER_JOB) {
            case 0 -> request;
            case 1 -> feedback(request, number, provider);
            default -> result(request, number, provider);
        };
    }

    /** One of exactly 520 bytes, without tags. */
    Event plain(int number) {
        return padded(number, Tags.none());
    }

    /** The same for one recipient. */
    Event plainFor(int number, String recipient) {
        return padded(number, Tags.of(Tag.of("p", recipient)));
    }

    String customer(int number) {
        return customers[number % CUSTOMERS].publicKey().hex();
    }

    long timeOf(int number) {
        return start + (long) number * SPREAD_SECONDS / events;
    }

    SecretKey anyKey() {
        return providers[0];
    }

    private Event request(int job, SecretKey customer, SecretKey provider) {
        Tags tags =
                Tags.of(
                        Tag.of(
                                "i",
                                "Job " + seed + "/" + job + ": " + PROSE.substring(0, 66),
                                "text"),
                        Tag.of("param", "model", "apple-on-device"),
                        Tag.of("output", "text/plain"),
                        Tag.of("bid", "50000"),
                        Tag.of("p", provider.publicKey().hex()));
        return new EventTemplate(REQUEST, tags, "", timeOf(job * PER_JOB)).sign(customer);
    }

    private Event feedback(Event request, int number, SecretKey provider) {
        Tags tags =
                Tags.of(
                        Tag.of("status", "payment-required"),
                        Tag.of("amount", "21000"),
                        Tag.of("e", request.id().hex()),
                        Tag.of("p", request.pubkey().hex()));
        return new EventTemplate(FEEDBACK, tags, "", timeOf(number)).sign(provider);
    }

    private Event result(Event request, int number, SecretKey provider) {
        Tags tags =
                Tags.of(
                        Tag.of("e", request.id().hex()),
                        Tag.of("p", request.pubkey().hex()),
                        Tag.of("amount", "21000"));
        String text = PROSE.substring(0, 200 + number % 200);
        return new EventTemplate(RESULT, tags, text, timeOf(number)).sign(provider);
    }

    private Event padded(int number, Tags tags) {
        SecretKey author = customers[number % CUSTOMERS];
        long time = start + SPREAD_SECONDS;
        String text = seed + "/" + number + " " + PROSE;
        int room = PLAIN_BYTES - WITHOUT_CONTENT - (tags.size() == 0 ? 0 : P_TAG);
        return new EventTemplate(PLAIN, tags, text.substring(0, room), time).sign(author);
    }

    private SecretKey[] keys(String role, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> SecretKey.of(hash(role + " " + seed + "/" + i)))
                .toArray(SecretKey[]::new);
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
