package dev.pylon.nostr.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Nip06Test {
    private static final String LEADER =
            "leader monkey parrot ring guide accident before fence cannon height naive bean";
    private static final String BLEAK =
            "what bleak badge arrange retreat wolf trade produce cricket blur garlic valid proud"
                    + " rude strong choose busy staff weather area salt hollow arm fade";

    @Test
    void theWordListIsBip39s() throws Exception {
        try (InputStream file =
                Objects.requireNonNull(WordList.class.getResourceAsStream("bip39-english.txt"))) {
            assertThat(Hex.encode(Hashes.sha256(file.readAllBytes())))
                    .isEqualTo("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
        }
        assertThat(WordList.ENGLISH).hasSize(2048).isSorted();
    }

    @Test
    void derivesTheKeysOfTheSpecification() {
        SecretKey first = SecretKey.fromMnemonic(LEADER, "", 0);
        SecretKey second = SecretKey.fromMnemonic(BLEAK, "", 0);

        assertThat(Hex.encode(first.toBytes()))
                .isEqualTo("7f7ff03d123792d6ac594bfa67bf6d0c0ab55b6b1fdb6249303fe861f1ccba9a");
        assertThat(first.toNsec())
                .isEqualTo("nsec10allq0gjx7fddtzef0ax00mdps9t2kmtrldkyjfs8l5xruwvh2dq0lhhkp");
        assertThat(first.publicKey().hex())
                .isEqualTo("17162c921dc4d2518f9a101db33695df1afb56ab82f5ff3e5da6eec3ca5cd917");
        assertThat(PublicKeys.npub(first.publicKey()))
                .isEqualTo("npub1zutzeysacnf9rru6zqwmxd54mud0k44tst6l70ja5mhv8jjumytsd2x7nu");
        assertThat(Hex.encode(second.toBytes()))
                .isEqualTo("c15d739894c81a2fcfd3a2df85a0d2c0dbc47a280d092799f144d73d7ae78add");
        assertThat(second.toNsec())
                .isEqualTo("nsec1c9wh8xy5eqdzln7n5t0ctgxjcrdug73gp5yj0x03gntn67h83twssdfhel");
        assertThat(PublicKeys.npub(second.publicKey()))
                .isEqualTo("npub16sdj9zv4f8sl85e45vgq9n7nsgt5qphpvmf7vk8r5hhvmdjxx4es8rq74h");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    00000000000000000000000000000000,abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about,c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04
                    7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f,legal winner thank year wave sausage worth useful legal winner thank yellow,2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6fa457fe1296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607
                    ffffffffffffffffffffffffffffffff,zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong,ac27495480225222079d7be181583751e86f571027b0497b5b5d11218e0a8a13332572917f0f8e5a589620c6f15b11c61dee327651a14c34e18231052e48c069
                    """)
    void agreesWithTheVectorsOfBip39(String entropy, String words, String seed) {
        Mnemonic mnemonic = Mnemonic.ofEntropy(Hex.decode(entropy));

        assertThat(mnemonic.words()).isEqualTo(words);
        assertThat(Hex.encode(mnemonic.seed("TREZOR"))).isEqualTo(seed);
        assertThat(Mnemonic.of(words)).isEqualTo(mnemonic);
    }

    @Test
    void derivesTheKeysOfBip32sFirstVector() {
        ExtendedKey master = ExtendedKey.master(Hex.decode("000102030405060708090a0b0c0d0e0f"));

        assertThat(Hex.encode(master.key()))
                .isEqualTo("e8f32e723decf4051aefac8e2c93c9c5b214313817cdb01a1494b917c8436b35");
        assertThat(Hex.encode(master.hardened(0).child(1).hardened(2).key()))
                .isEqualTo("cbce0d719ecf7431d88e6a89fa1483e02e35092af60c042b1df2ff59fa424dca");
    }

    @Test
    void passphraseAndAccountGiveOtherKeys() {
        SecretKey plain = SecretKey.fromMnemonic(LEADER, "", 0);

        assertThat(SecretKey.fromMnemonic(LEADER, "", 1)).isNotEqualTo(plain);
        assertThat(SecretKey.fromMnemonic(LEADER, "secret", 0)).isNotEqualTo(plain);
        assertThatThrownBy(() -> SecretKey.fromMnemonic(LEADER, "", -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whiteSpaceAndCaseDoNotMatter() {
        String untidy = "\n  " + LEADER.toUpperCase(Locale.ROOT).replace(" ", " \t\n ") + " ";

        assertThat(SecretKey.parse(untidy)).isEqualTo(SecretKey.parse(LEADER));
    }

    @Test
    void generatesTwelveWordsThatAreValid() {
        Mnemonic mnemonic = Mnemonic.generate();

        Mnemonic.validate(mnemonic.words());
        assertThat(mnemonic.words().split(" ")).hasSize(12);
        assertThat(mnemonic).isNotEqualTo(Mnemonic.generate());
        assertThat(mnemonic.toString()).doesNotContain(mnemonic.words().substring(0, 4));
    }

    @Test
    void refusesWordsThatAreNoMnemonicWithoutRepeatingThem() {
        assertThatThrownBy(() -> Mnemonic.validate(LEADER.replace("bean", "beach")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("checksum")
                .hasMessageNotContaining("beach");
        assertThatThrownBy(() -> Mnemonic.validate(LEADER.replace("bean", "bohne")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("word 12")
                .hasMessageNotContaining("bohne");
        assertThatThrownBy(() -> Mnemonic.validate("leader monkey"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 2");
    }
}
