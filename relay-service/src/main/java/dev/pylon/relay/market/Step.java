package dev.pylon.relay.market;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One event of a job's thread, as it is shown.
 *
 * @param word what it is: request, result, or a feedback's status
 * @param tone the colour it is shown in
 * @param after the request, by the times that the authors gave
 * @param info a status's further words
 * @param encrypted whether only the parties can read it; then there are no texts
 * @param uncalled whether the customer asked others
 */
public record Step(
        Event event,
        String word,
        String tone,
        Duration after,
        Optional<Msat> amount,
        Optional<String> info,
        List<String> texts,
        boolean encrypted,
        boolean uncalled) {
    private static final int LONGEST = 8_000;

    public Step {
        texts = texts.stream().filter(text -> !text.isBlank()).map(Step::cut).toList();
    }

    public String npub() {
        return PublicKeys.npub(event.pubkey());
    }

    private static String cut(String text) {
        int length = text.codePointCount(0, text.length());
        return length <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST))
                        + "\n… and %,d characters more".formatted(length - LONGEST);
    }
}
