package dev.pylon.nostr.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.event.EventId;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NegentropyTest {
    private static final String ZEROS = "00".repeat(31);

    @Property(tries = 60)
    void bothSidesDifferencesAreFoundWhateverTheSizeOfAMessage(
            @ForAll long seed,
            @ForAll @IntRange(max = 900) int shared,
            @ForAll @IntRange(max = 150) int here,
            @ForAll @IntRange(max = 150) int there,
            @ForAll @IntRange(min = 1, max = 2000) int seconds) {
        Random random = new Random(seed);
        List<SyncSet.Item> both = items(random, shared, seconds);
        List<SyncSet.Item> onlyHere = items(random, here, seconds);
        List<SyncSet.Item> onlyThere = items(random, there, seconds);
        int most = 2_000 + random.nextInt(60_000);
        Negentropy client = new Negentropy(set(both, onlyHere), most);
        Negentropy server = new Negentropy(set(both, onlyThere), most);

        Set<EventId> have = new HashSet<>();
        Set<EventId> need = new HashSet<>();
        int turns = 0;
        for (byte[] message = client.begin(); message.length > 0; turns++) {
            byte[] answer = server.answer(message);
            assertThat(answer.length).isLessThan(most + 1200);
            Negentropy.Learned learned = client.learn(answer);
            have.addAll(learned.have());
            need.addAll(learned.need());
            message = learned.next();
            assertThat(turns).isLessThan(500);
        }
        assertThat(have).isEqualTo(ids(onlyHere));
        assertThat(need).isEqualTo(ids(onlyThere));
    }

    @Test
    void aSmallMessageIsAsTheProtocolWritesIt() {
        SyncSet one = SyncSet.of(List.of(new SyncSet.Item(300, EventId.fromHex("ab" + ZEROS))));
        // to infinity, without an id; a list of one id
        assertThat(Hex.encode(new Negentropy(one, 10_000).begin()))
                .isEqualTo("61" + "0000" + "02" + "01" + "ab" + ZEROS);
        Negentropy none = new Negentropy(SyncSet.of(List.of()), 10_000);
        // up to 300 (as 301, in two digits): nothing to say; then nothing of our own
        String asked = "61" + "822d00" + "00" + "0000" + "02" + "00";
        assertThat(Hex.encode(none.answer(Hex.decode(asked))))
                .isEqualTo("61" + "822d00" + "00" + "0000" + "02" + "00");
    }

    @Test
    void aFingerprintIsOfTheSumAndTheCount() {
        SyncSet set =
                SyncSet.of(
                        List.of(
                                new SyncSet.Item(1, EventId.fromHex("ff" + ZEROS)),
                                new SyncSet.Item(2, EventId.fromHex("02" + ZEROS))));
        byte[] sum = Hex.decode("0101" + "00".repeat(30) + "02");
        assertThat(Hex.encode(set.fingerprint(0, 2)))
                .isEqualTo(Hex.encode(Hashes.sha256(sum)).substring(0, 32));
    }

    @Test
    void anotherVersionIsAnsweredWithOurs() {
        Negentropy server = new Negentropy(SyncSet.of(List.of()), 10_000);
        assertThat(Hex.encode(server.answer(Hex.decode("6212345678")))).isEqualTo("61");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "61ff",
                "61000001",
                "6100000102",
                "610021",
                "61000003",
                "6100000205",
                "610000028fffffffff7f",
                "6100000180",
                "61ffffffffffffffffffff00"
            })
    void whatIsNoMessageIsRefused(String hex) {
        Negentropy server = new Negentropy(SyncSet.of(List.of()), 10_000);
        assertThatThrownBy(() -> server.answer(Hex.decode(hex))).isInstanceOf(MalformedSync.class);
    }

    @Property(tries = 300)
    void noiseIsAnsweredOrRefused(@ForAll byte[] noise) {
        byte[] message = new byte[noise.length + 1];
        message[0] = 0x61;
        System.arraycopy(noise, 0, message, 1, noise.length);
        Negentropy server = new Negentropy(set(items(new Random(1), 100, 10), List.of()), 5_000);
        try {
            assertThat(server.answer(message)).isNotEmpty();
        } catch (MalformedSync refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static List<SyncSet.Item> items(Random random, int count, int seconds) {
        List<SyncSet.Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] id = new byte[32];
            random.nextBytes(id);
            if (random.nextBoolean()) {
                id[0] = 7;
                id[1] = 7;
            }
            items.add(new SyncSet.Item(random.nextInt(seconds), EventId.of(id)));
        }
        return items;
    }

    private static SyncSet set(List<SyncSet.Item> some, List<SyncSet.Item> more) {
        List<SyncSet.Item> all = new ArrayList<>(some);
        all.addAll(more);
        return SyncSet.of(all);
    }

    private static Set<EventId> ids(List<SyncSet.Item> items) {
        return items.stream().map(SyncSet.Item::id).collect(Collectors.toSet());
    }
}
