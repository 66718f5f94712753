package dev.pylon.cli.doctor;

import dev.pylon.cli.home.Home;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayPoolSettings;
import dev.pylon.relayclient.RelayState;
import dev.pylon.relayclient.RelayStatus;
import dev.pylon.relayclient.RelayUrl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Connects to a relay and authenticates, as buyers and providers do, and compares its clock with
 * ours.
 */
final class RelayProbe {
    private static final Duration LIMIT = Duration.ofSeconds(6);
    private static final Duration AUTH_PATIENCE = Duration.ofSeconds(2);
    private static final Duration DRIFT = Duration.ofSeconds(30);

    private RelayProbe() {}

    static List<Check> check(String relay, Home home) {
        String name = "relay";
        List<Check> checks = new ArrayList<>();
        checks.add(connect(name, relay, home));
        clock(relay).ifPresent(checks::add);
        return checks;
    }

    private static Check connect(String name, String relay, Home home) {
        RelayPoolSettings settings =
                RelayPoolSettings.builder().relay(relay).identity(home.identity("buyer")).build();
        try (RelayPool pool = RelayPool.open(settings)) {
            RelayStatus connected =
                    pool.statuses()
                            .filter(status ->
                                    status.state().isConnected() || status.lastError() != null)
                            .blockFirst(LIMIT);
            if (connected == null || !connected.state().isConnected()) {
                return Check.fail(
                        name,
                        relay
                                + " can't be reached: "
                                + (connected == null ? "no answer" : connected.lastError()),
                        "Is it running, and is its address right?");
            }
            Optional<RelayStatus> authenticated =
                    pool.statuses()
                            .filter(status -> status.state() == RelayState.AUTHENTICATED)
                            .next()
                            .take(AUTH_PATIENCE)
                            .blockOptional(LIMIT);
            return Check.ok(
                    name,
                    relay
                            + (authenticated.isPresent()
                                    ? " connected and authenticated"
                                    : " connected, asks for no AUTH"));
        } catch (IllegalStateException | IllegalArgumentException e) {
            return Check.fail(
                    name,
                    relay + ": " + e.getMessage(),
                    "Is it running, and is its address right?");
        }
    }

    /** From the Date of an HTTP answer; a relay that gives none is not judged. */
    private static Optional<Check> clock(String relay) {
        URI uri = URI.create(RelayUrl.of(relay).value().replaceFirst("^ws", "http"));
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            HttpResponse<Void> answer =
                    client.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Accept", "application/nostr+json")
                                    .timeout(LIMIT)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            return answer.headers()
                    .firstValue("date")
                    .map(date -> {
                        Duration drift =
                                Duration.between(
                                                ZonedDateTime.parse(
                                                                date,
                                                                DateTimeFormatter
                                                                        .RFC_1123_DATE_TIME)
                                                        .toInstant(),
                                                Instant.now())
                                        .abs();
                        return drift.compareTo(DRIFT) > 0
                                ? Check.warn(
                                        "clock",
                                        "differs from that of "
                                                + relay
                                                + " by "
                                                + drift.toSeconds()
                                                + " s",
                                        "Set the clock: relays refuse events from the past or the future.")
                                : Check.ok("clock", "agrees with " + relay);
                    });
        } catch (IOException | DateTimeParseException notTold) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
