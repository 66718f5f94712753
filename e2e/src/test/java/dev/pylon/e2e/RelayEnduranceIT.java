package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.postgres.LocalPostgres;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a relay has said yes to is there after whatever happens to it or to its database. */
class RelayEnduranceIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 16;
    private static final int SOME = 200;
    private Market market;
    private ServiceProcess relay;

    @BeforeEach
    void open() {
        market = Market.open(RelayEnduranceIT.class);
        relay = market.launchOpenRelay().awaitReady();
    }

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void killedAgainAndAgainUnderLoadItLosesNothingItHasAcknowledged() {
        try (Publishers publishers = new Publishers(relay, CONNECTIONS, 0)) {
            for (int round = 0; round < 3; round++) {
                awaitSomeMore(publishers);
                relay.kill();
                relay.restart();
            }
            awaitSomeMore(publishers);
            Set<String> acknowledged = publishers.end();

            try (Subscriber stored = new Subscriber(relay, publishers.filter())) {
                assertThat(stored.lacks(acknowledged)).isEmpty();
                assertThat(stored.ids()).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void withoutItsDatabaseItSaysSoAndGoesOnByItself() {
        try (Publishers publishers = new Publishers(relay, CONNECTIONS, 0);
                Subscriber live = new Subscriber(relay, publishers.filter())) {
            for (int round = 0; round < 2; round++) {
                awaitSomeMore(publishers);
                int refused = publishers.refusals().size();
                market.postgres().abandon();
                await().atMost(LIMIT).until(() -> publishers.refusals().size() > refused);
                LocalPostgres.start(market.home().folder(), market.postgres().port());
            }
            awaitSomeMore(publishers);
            Set<String> acknowledged = publishers.end();

            try (Subscriber stored = new Subscriber(relay, publishers.filter())) {
                assertThat(stored.lacks(acknowledged)).isEmpty();
                await().atMost(LIMIT).until(() -> live.lacks(stored.ids()).isEmpty());
            }
            assertThat(live.ids()).doesNotHaveDuplicates();
            assertThat(publishers.refusals()).allMatch(reason -> reason.startsWith("error: "));
        }
    }

    private static void awaitSomeMore(Publishers publishers) {
        int before = publishers.acknowledged().size();
        await().atMost(LIMIT).until(() -> publishers.acknowledged().size() >= before + SOME);
    }
}
