package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many subscriptions and many connections at one relay. */
class RelayCrowdIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int SUBSCRIPTIONS = 1000;
    private static final int FILTERS = 10;
    private static final int IDLE = Integer.getInteger("pylon.e2e.idle", 2000);
    private static Market market;
    private static ServiceProcess relay;
    private final SecretKey key = SecretKey.generate();

    @BeforeAll
    static void open() {
        market = Market.open(RelayCrowdIT.class);
        relay =
                market.launchOpenRelay(
                                "--pylon.relay.limits.max-subscriptions=" + SUBSCRIPTIONS,
                                "--pylon.relay.connection.max=" + (IDLE + 100),
                                "--pylon.relay.connection.ping=10m")
                        .awaitReady();
    }

    @AfterAll
    static void close() {
        market.close();
    }

    @Test
    void eachOfAThousandSubscriptionsOfTenFiltersGetsWhatIsForIt() {
        try (RawRelay reader = new RawRelay(relay.webSocketUrl());
                RawRelay publisher = new RawRelay(relay.webSocketUrl())) {
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                reader.send("[\"REQ\",\"s" + i + "\"," + filters(i) + "]");
            }
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                reader.next(frame -> frame.startsWith("[\"EOSE\""));
            }
            assertThat(relay.metric("relay_subscriptions")).isEqualTo(SUBSCRIPTIONS);

            Event forAll = publish(publisher, "all");
            Event forOne = publish(publisher, "of-517-3");
            Event forNone = publish(publisher, "of-517-10");
            Event last = publish(publisher, "of-0-0");

            Set<String> got = new TreeSet<>();
            int frames = 0;
            for (String frame = ""; !frame.contains(last.id().hex()); frames++) {
                frame = reader.next();
                got.add(frame.split("\"", 5)[3] + " " + idIn(frame));
            }
            assertThat(frames).isEqualTo(SUBSCRIPTIONS + 2);
            Set<String> wanted =
                    IntStream.range(0, SUBSCRIPTIONS)
                            .mapToObj(i -> "s" + i + " " + forAll.id())
                            .collect(Collectors.toCollection(TreeSet::new));
            wanted.add("s517 " + forOne.id());
            wanted.add("s0 " + last.id());
            assertThat(got).isEqualTo(wanted);
            assertThat(got).noneMatch(line -> line.endsWith(forNone.id().hex()));
        }
    }

    @Test
    void idleConnectionsTakeLittleAndNobodyNoticesThem() {
        List<BareSocket> idle = new ArrayList<>();
        try (RawRelay reader = new RawRelay(relay.webSocketUrl());
                RawRelay publisher = new RawRelay(relay.webSocketUrl())) {
            long before = relay.memory().orElse(0);
            for (int i = 0; i < IDLE; i++) {
                idle.add(new BareSocket(relay));
            }
            await().atMost(LIMIT).until(() -> relay.metric("relay_connections") == IDLE + 2);
            System.out.printf(
                    "%d idle connections: %d bytes of resident memory each%n",
                    IDLE, (relay.memory().orElse(0) - before) / IDLE);

            reader.send("[\"REQ\",\"s\"," + filters(1) + "]");
            reader.next(frame -> frame.startsWith("[\"EOSE\""));
            Event event = publish(publisher, "of-1-1");
            assertThat(idIn(reader.next(frame -> frame.startsWith("[\"EVENT\""))))
                    .isEqualTo(event.id().hex());
        } finally {
            idle.forEach(BareSocket::close);
        }
        await().atMost(LIMIT).until(() -> relay.metric("relay_connections") == 0);
        assertThat(relay.log()).content().doesNotContain("OutOfMemory");
    }

    /** Ten filters, one of which is met by whatever is for all. */
    private String filters(int subscription) {
        return IntStream.range(0, FILTERS)
                .mapToObj(i ->
                        "{\"authors\":[\"%s\"],\"kinds\":[%s],\"#t\":[\"of-%d-%d\"%s]}"
                                .formatted(
                                        key.publicKey(),
                                        "1,7",
                                        subscription,
                                        i,
                                        i == FILTERS - 1 ? ",\"all\"" : ""))
                .collect(Collectors.joining(","));
    }

    private Event publish(RawRelay publisher, String topic) {
        Event event = EventTemplate.of(1, Tags.of(Tag.of("t", topic)), topic).sign(key);
        publisher.send("[\"EVENT\"," + event.toJson() + "]");
        assertThat(publisher.next(frame -> frame.startsWith("[\"OK\""))).contains(",true,");
        return event;
    }

    private static String idIn(String frame) {
        int begin = frame.indexOf("\"id\":\"") + 6;
        return frame.substring(begin, begin + 64);
    }
}
