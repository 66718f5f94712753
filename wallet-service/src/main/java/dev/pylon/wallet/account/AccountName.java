package dev.pylon.wallet.account;

import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import java.util.regex.Pattern;

/** What people call an account. */
public record AccountName(String value) {
    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    public AccountName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new Refused(
                    Refusal.INVALID_REQUEST,
                    "An account's name has 1 to 64 lower-case letters, digits, dots, underscores and hyphens,"
                            + " and starts with a letter or digit.");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
