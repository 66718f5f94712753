package dev.pylon.kit.auth;

import java.util.Arrays;
import java.util.Locale;

/** What an API key may do. */
public enum Scope {
    JOBS_READ,
    JOBS_WRITE,
    WALLET_READ,
    WALLET_RECEIVE,
    WALLET_PAY,
    ADMIN;

    /** As it is written in files and errors: {@code jobs:read}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }

    /**
     * @throws IllegalArgumentException if there is no such scope; the message names those there are
     */
    public static Scope parse(String word) {
        return Arrays.stream(values())
                .filter(scope -> scope.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no scope '"
                                        + word
                                        + "'; there are "
                                        + Arrays.stream(values()).map(Scope::word).toList()));
    }
}
