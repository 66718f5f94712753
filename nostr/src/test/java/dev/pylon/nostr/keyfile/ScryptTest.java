package dev.pylon.nostr.keyfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.primitives.Hex;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScryptTest {
    /** RFC 7914, section 12, but for the one that takes 1 GiB. */
    @ParameterizedTest
    @CsvSource({
        "'', '', 4, 1, 1, 77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
        "password, NaCl, 10, 8, 16,"
                + " fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
        "pleaseletmein, SodiumChloride, 14, 8, 1,"
                + " 7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
    })
    void derivesWhatTheRfcSays(String password, String salt, int logN, int r, int p, String key) {
        byte[] derived =
                Scrypt.derive(password.getBytes(UTF_8), salt.getBytes(UTF_8), logN, r, p, 64);

        assertThat(Hex.encode(derived)).isEqualTo(key);
    }

    @Property(tries = 100)
    void anotherImplementationDerivesTheSame(
            @ForAll byte[] password,
            @ForAll @Size(16) byte[] salt,
            @ForAll @IntRange(min = 1, max = 8) int logN,
            @ForAll @IntRange(min = 1, max = 100) int length) {
        assertThat(Scrypt.derive(password, salt, logN, 8, 1, length))
                .isEqualTo(SCrypt.generate(password, salt, 1 << logN, 8, 1, length));
    }
}
