package dev.pylon.cli;

import dev.pylon.primitives.Msat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads amounts as people write them: {@code 21000} and {@code 21000msat} are millisatoshis, {@code
 * 21sat} satoshis.
 */
final class Amounts implements ITypeConverter<Msat> {
    @Override
    public Msat convert(String text) {
        String clean = text.strip().replace("_", "").toLowerCase(java.util.Locale.ROOT);
        try {
            if (clean.endsWith("msat")) {
                return Msat.of(Long.parseLong(clean.substring(0, clean.length() - 4).strip()));
            }
            if (clean.endsWith("sat")) {
                return Msat.ofSat(Long.parseLong(clean.substring(0, clean.length() - 3).strip()));
            }
            return Msat.of(Long.parseLong(clean));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new TypeConversionException(
                    "'"
                            + text
                            + "' is no amount: write millisatoshis (21000) or satoshis with their unit (21sat)");
        }
    }
}
