package dev.pylon.nostr.market;

import static dev.pylon.nostr.market.Parties.CUSTOMER;
import static dev.pylon.nostr.market.Parties.PROVIDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.crypto.Nip04;
import dev.pylon.nostr.crypto.Nip44;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Signature;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.primitives.Bech32;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever an event holds, reading it ends in a value or in {@link MalformedJob}. The seed is in
 * the failure; set {@code nostr.fuzz.seed} to repeat a run and {@code nostr.fuzz.cases} to make it
 * longer.
 */
class HostileMarketTest {
    private static final long SEED = Long.getLong("nostr.fuzz.seed", 20_260_101L);
    private static final int CASES = Integer.getInteger("nostr.fuzz.cases", 60_000) / 3;

    private static final List<Integer> KINDS =
            List.of(5, 1, 5000, 5050, 5999, 6050, 6999, 7000, 11998, 31990);
    private static final List<String> NAMES =
            List.of(
                    "i",
                    "param",
                    "input",
                    "output",
                    "bid",
                    "relays",
                    "p",
                    "e",
                    "k",
                    "d",
                    "t",
                    "encrypted",
                    "status",
                    "amount",
                    "seq",
                    "request",
                    "price",
                    "expiration",
                    "content",
                    "",
                    "I");
    private static final List<String> VALUES =
            List.of(
                    "",
                    " ",
                    "text",
                    "url",
                    "job",
                    "prompt",
                    "model",
                    "top-k",
                    "\ud800",
                    "\u0000",
                    "🌍",
                    "payment_required",
                    "partial",
                    "error",
                    "cycle: x",
                    "100_000",
                    "1,000",
                    "9999999999999999999",
                    "-1",
                    "lnbc1",
                    "lightning:",
                    "ws://x",
                    "wss://",
                    "npub1",
                    "nprofile1",
                    "nostr:",
                    "nostr:npub1",
                    "ab".repeat(32),
                    "AB".repeat(32),
                    PROVIDER.publicKey().hex(),
                    "{\"id\":",
                    "[[\"i\"]]");
    private static final List<String> CONTENTS =
            List.of(
                    "",
                    "words",
                    "?iv=",
                    "AAAA?iv=AAAA",
                    "[",
                    "[[]]",
                    "[[null]]",
                    "[[\"status\"]]",
                    "[[\"i\",\"x\",[]]]",
                    "{\"name\":null,\"models\":[{}]}",
                    "{\"models\":[{\"model\":{\"model\":[]}}],\"encryption\":[[]]}",
                    "{\"priceMsat\":1e400,\"simulated\":1}",
                    "{\"priceMsat\":-0}",
                    "\ud800",
                    "[".repeat(5_000),
                    "{\"a\":".repeat(5_000));

    private final Random random = new Random(SEED);

    @Test
    void anyMixtureOfTagsIsReadOrRefused() {
        int understood = 0;
        for (int i = 0; i < CASES; i++) {
            understood += readEverything(randomEvent());
        }
        assertThat(understood).as("events that made sense").isBetween(CASES / 10, CASES * 5);
    }

    @Test
    @Timeout(20)
    void hugeEventsTakeNoLongerThanTheirSize() {
        String large = "x".repeat(2_000_000);
        List<Tag> many = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            many.add(Tag.of(NAMES.get(i % NAMES.size()), "v" + i, "w"));
        }
        Tag wide = new Tag(Collections.nCopies(500_000, "wss://relay.example"));

        for (int kind : KINDS) {
            readEverything(event(kind, Tags.of(many), ""));
            readEverything(event(kind, Tags.of(wide, relays(wide)), large));
            for (String name : NAMES) {
                readEverything(event(kind, Tags.of(Tag.of(name, large, large)), "[" + large));
                readEverything(event(kind, Tags.of(Tag.of(name, "9".repeat(2_000_000))), ""));
                readEverything(event(kind, Tags.of(Tag.of(name, "1_".repeat(1_000_000))), ""));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "[[",
                "[[]",
                "{}",
                "null",
                "[null]",
                "[[\"i\",null]]",
                "[[\"i\",{\"a\":1}]]",
                "[[[[[\"i\"]]]]]",
                "[{\"0\":\"i\"}]",
                "\"i\"",
                "[[\"i\",\"\\ud800\"]]"
            })
    void hostilePlaintextIsMalformedUnderEitherScheme(String plain) {
        for (String content :
                List.of(
                        Nip44.encrypt(plain, CUSTOMER, PROVIDER.publicKey()),
                        Nip04.encrypt(plain, CUSTOMER, PROVIDER.publicKey()))) {
            Event event = toProvider(content);

            assertThatThrownBy(() -> JobRequests.read(event, Optional.of(PROVIDER)))
                    .isInstanceOfSatisfying(
                            MalformedJob.class,
                            e -> assertThat(e.reason()).isEqualTo(RefusalReason.MALFORMED_REQUEST));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[[\"i\",", "{\"a\":"})
    void deepNestingInsideTheCiphertextOverflowsNoStack(String opening) {
        String plain = opening.repeat(60_000 / opening.length());
        String large = opening.repeat(3_000_000 / opening.length());

        for (String content :
                List.of(
                        Nip44.encrypt(plain, CUSTOMER, PROVIDER.publicKey()),
                        Nip04.encrypt(large, CUSTOMER, PROVIDER.publicKey()))) {
            assertThatThrownBy(() -> JobRequests.read(toProvider(content), Optional.of(PROVIDER)))
                    .isInstanceOf(MalformedJob.class);
        }
    }

    @Test
    void tooManyTagsAreTooManyInsideToo() {
        String many = "[" + "[\"i\",\"x\"],".repeat(3_000) + "[\"i\"]]";

        assertThatThrownBy(() ->
                        JobRequests.read(
                                toProvider(Nip44.encrypt(many, CUSTOMER, PROVIDER.publicKey())),
                                Optional.of(PROVIDER)))
                .isInstanceOf(MalformedJob.class)
                .hasMessageContaining("2000 tags");
    }

    @Test
    void anAuthorThatIsNoPointIsRefused() {
        Event real = toProvider(Nip44.encrypt("[]", CUSTOMER, PROVIDER.publicKey()));
        Event event =
                new Event(
                        real.id(),
                        dev.pylon.nostr.event.PublicKey.fromHex("ff".repeat(32)),
                        real.createdAt(),
                        real.kind(),
                        real.tags(),
                        real.content(),
                        real.sig());

        assertThatThrownBy(() -> JobRequests.read(event, Optional.of(PROVIDER)))
                .isInstanceOf(MalformedJob.class);
    }

    /** How many readers understood it. */
    private int readEverything(Event event) {
        int understood = 0;
        for (Runnable reader :
                List.<Runnable>of(
                        () -> JobRequests.read(event, Optional.of(PROVIDER)).prompt(),
                        () -> JobRequests.read(event, Optional.empty()),
                        () -> JobFeedbacks.read(event, Optional.of(PROVIDER)).refusal(),
                        () -> JobResults.read(event, Optional.of(PROVIDER)).request(),
                        () -> ProviderAnnouncements.read(event))) {
            try {
                reader.run();
                understood++;
            } catch (MalformedJob declared) {
                assertThat(declared.getMessage()).isNotBlank();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + SEED + ": " + shown(event), e);
            }
        }
        JobCancellations.jobs(event);
        ProviderAnnouncements.announcementOf(event);
        ProviderAnnouncements.isAlive(event, Instant.now());
        ReplyCheck.check(REQUEST, event, Set.of(), 1_000);
        return understood;
    }

    private static final Event REQUEST = Parties.ordinary(Encryption.NONE).event();

    private Event randomEvent() {
        List<Tag> tags = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            List<String> values = new ArrayList<>(List.of(any(NAMES)));
            for (int j = random.nextInt(5); j > 0; j--) {
                values.add(value());
            }
            tags.add(new Tag(values));
        }
        return event(any(KINDS), Tags.of(tags), content());
    }

    private String value() {
        return switch (random.nextInt(12)) {
            case 0 -> any(VALUES) + any(VALUES);
            case 1 -> bech32(List.of("npub", "nprofile", "nevent", "nsec", "note", "naddr"));
            case 2 -> REQUEST.toJson();
            default -> any(VALUES);
        };
    }

    private String bech32(List<String> prefixes) {
        byte[] data = new byte[random.nextInt(60)];
        random.nextBytes(data);
        return Bech32.encode(any(prefixes), Bech32.fromBytes(data), Bech32.Variant.BECH32);
    }

    private String content() {
        return switch (random.nextInt(8)) {
            case 0 -> Nip44.encrypt(" " + inside(), CUSTOMER, PROVIDER.publicKey());
            case 1 -> Nip04.encrypt(inside(), CUSTOMER, PROVIDER.publicKey());
            case 2 -> any(CONTENTS) + any(VALUES);
            default -> any(CONTENTS);
        };
    }

    private String inside() {
        return random.nextBoolean()
                ? any(CONTENTS)
                : "[[\"" + any(NAMES) + "\",\"x\",\"text\"],[\"amount\",\"5\",\"lnbc1\"]]";
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static Tag relays(Tag wide) {
        List<String> values = new ArrayList<>(wide.values());
        values.set(0, "relays");
        return new Tag(values);
    }

    private static Event event(int kind, Tags tags, String content) {
        return new Event(
                EventId.fromHex("ab".repeat(32)),
                CUSTOMER.publicKey(),
                1_700_000_000,
                kind,
                tags,
                content,
                Signature.of(new byte[64]));
    }

    private static Event toProvider(String content) {
        return event(
                5050,
                Tags.of(Tag.of("p", PROVIDER.publicKey().hex()), Tag.of("encrypted")),
                content);
    }

    private static String shown(Event event) {
        String json = event.toJson();
        return json.length() > 5_000 ? json.substring(0, 5_000) + "…" : json;
    }
}
