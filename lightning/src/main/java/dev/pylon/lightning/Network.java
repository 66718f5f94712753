package dev.pylon.lightning;

import java.util.Locale;

/** The chains an invoice can be for. Money of one is worthless on another. */
public enum Network {
    MAINNET("bc"),
    TESTNET("tb"),
    SIGNET("tbs"),
    REGTEST("bcrt");

    private final String prefix;

    Network(String prefix) {
        this.prefix = prefix;
    }

    /** What stands after {@code ln} in an invoice. */
    public String prefix() {
        return prefix;
    }

    /** As configured and shown: {@code mainnet}, {@code regtest} … */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such network; the message names those there
     *     are
     */
    public static Network fromWord(String word) {
        for (Network network : values()) {
            if (network.word().equals(word.toLowerCase(Locale.ROOT))) {
                return network;
            }
        }
        throw new IllegalArgumentException(
                "no network is called '" + word + "': it is regtest, signet, testnet or mainnet");
    }
}
