package dev.pylon.nostr.market;

import static dev.pylon.nostr.market.Parties.CUSTOMER;
import static dev.pylon.nostr.market.Parties.PROVIDER;
import static dev.pylon.nostr.market.Parties.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.event.Event;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderAnnouncementsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Just words",
                "null",
                "5",
                "[]",
                "{}",
                "{'name':5,'about':{},'models':'m','encryption':true,'priceMsat':[],'simulated':'no'}",
                "{'models':{'m':1},'encryption':{}}"
            })
    void contentThatSaysNothingLeavesTheTags(String content) {
        ProviderAnnouncement read =
                announcement("[['d','x'],['k','5050'],['k','5050'],['k','no'],['k']]", content);

        assertThat(read.identifier()).isEqualTo("x");
        assertThat(read.kinds()).containsExactly(5050);
        assertThat(read.name()).isEmpty();
        assertThat(read.about()).isEmpty();
        assertThat(read.models()).isEmpty();
        assertThat(read.price()).isEmpty();
        assertThat(read.encryption()).isEmpty();
        assertThat(read.simulated()).isFalse();
    }

    @Test
    void anAnnouncementWithoutTagsIsReadToo() {
        ProviderAnnouncement read = announcement("[['k','99999'],['k','-1']]", "{'name':'N'}");

        assertThat(read.identifier()).isEmpty();
        assertThat(read.kinds()).isEmpty();
        assertThat(read.name()).contains("N");
    }

    @Test
    void whatWasUnderstoodBeforeAFaultStands() {
        ProviderAnnouncement read =
                announcement("[['d','x']]", "{'name':'N','models':['a',{'id':'b'},'c");

        assertThat(read.name()).contains("N");
        assertThat(read.models()).extracting(ModelOffer::model).containsExactly("a", "b");
    }

    @Test
    void modelsAreNamedInSeveralWays() {
        ProviderAnnouncement read =
                announcement(
                        "[['d','x']]",
                        "{'models':['plain',{'model':'m','id':'i','name':'n','priceMsat':'21_000'},"
                                + "{'name':'n','id':'i','priceMsat':1.5},{'name':'n','simulated':true},"
                                + "{'priceMsat':1},'',{'id':' '},7,null,[]]}");

        assertThat(read.models())
                .containsExactly(
                        new ModelOffer("plain", Optional.empty(), false),
                        new ModelOffer("m", Optional.of(Msat.of(21_000)), false),
                        new ModelOffer("i", Optional.empty(), false),
                        new ModelOffer("n", Optional.empty(), true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ['price','21000','job']      | 21000
                    ['price','21_000']           | 21000
                    ['price','21000','']         | 21000
                    ['price','21000','msat']     | 21000
                    ['price','21000','Request']  | 21000
                    ['price','21','token']       | 7
                    ['price','21','sat']         | 7
                    ['price','cheap','job']      | 7
                    ['price']                    | 7
                    ['other']                    | 7
                    """)
    void aPriceIsThatOfAJobOrElseTheContents(String tag, long msat) {
        assertThat(announcement("[" + tag + "]", "{'priceMsat':7}").price())
                .contains(Msat.of(msat));
    }

    @Test
    void otherKindsAreNoAnnouncements() {
        Event note = signed(PROVIDER, 1, "[['d','x']]", "");

        assertThatThrownBy(() -> ProviderAnnouncements.read(note)).isInstanceOf(MalformedJob.class);
        assertThat(ProviderAnnouncements.announcementOf(note)).isEmpty();
        assertThat(ProviderAnnouncements.isAlive(note, Instant.now())).isFalse();
    }

    @Test
    void aHeartbeatNamesItsAnnouncementAndExpires() {
        Event heartbeat = ProviderAnnouncements.heartbeat("desk", NOW).sign(PROVIDER);

        assertThat(heartbeat.kind()).isEqualTo(11998);
        assertThat(ProviderAnnouncements.announcementOf(heartbeat)).contains("desk");
        assertThat(heartbeat.expiration()).contains(NOW.plusSeconds(900));
    }

    @Test
    void aProviderIsAliveForFifteenMinutes() {
        Event heartbeat = ProviderAnnouncements.heartbeat("desk", NOW).sign(PROVIDER);

        assertThat(ProviderAnnouncements.isAlive(heartbeat, NOW)).isTrue();
        assertThat(ProviderAnnouncements.isAlive(heartbeat, NOW.plusSeconds(900))).isTrue();
        assertThat(ProviderAnnouncements.isAlive(heartbeat, NOW.plusSeconds(901))).isFalse();
    }

    @Test
    void otherPeoplesHeartbeatsMayEndSoonerOrNameNothing() {
        Instant now = Instant.now();
        String soon = Long.toString(now.plus(Duration.ofSeconds(60)).getEpochSecond());
        Event short60 = signed(CUSTOMER, 11998, "[['expiration','" + soon + "']]", "beat");

        assertThat(ProviderAnnouncements.announcementOf(short60)).contains("");
        assertThat(ProviderAnnouncements.isAlive(short60, now)).isTrue();
        assertThat(ProviderAnnouncements.isAlive(short60, now.plusSeconds(70))).isFalse();
        assertThat(
                        ProviderAnnouncements.isAlive(
                                signed(CUSTOMER, 11998, "[['expiration','soon']]", ""), now))
                .isTrue();
    }

    private static ProviderAnnouncement announcement(String tags, String content) {
        return ProviderAnnouncements.read(
                signed(PROVIDER, 31990, tags, content.replace('\'', '"')));
    }
}
