package dev.pylon.lightning;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The specification's examples. */
final class Vectors {
    /** The key that signed most of them, as the specification gives it. */
    static final String KEY = "e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734";

    static final String NODE = "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad";

    private Vectors() {}

    record Vector(boolean valid, String title, String bolt11) {
        @Override
        public String toString() {
            return title;
        }
    }

    static List<Vector> all() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        Vectors.class.getResourceAsStream("bolt11-vectors.txt")),
                                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\|", 3))
                    .map(part -> new Vector(part[0].equals("valid"), part[1], part[2]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Vector> valid() {
        return all().stream().filter(Vector::valid).toList();
    }

    static List<Vector> invalid() {
        return all().stream().filter(vector -> !vector.valid()).toList();
    }

    static Invoice decoded(String titlePart) {
        return Bolt11.decode(text(titlePart));
    }

    static String text(String titlePart) {
        return all().stream()
                .filter(vector -> vector.title().contains(titlePart))
                .findFirst()
                .orElseThrow()
                .bolt11();
    }
}
