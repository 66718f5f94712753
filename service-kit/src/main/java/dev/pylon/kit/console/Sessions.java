package dev.pylon.kit.console;

import dev.pylon.kit.auth.ApiKeys;
import dev.pylon.kit.auth.Caller;
import dev.pylon.primitives.Hashes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Sessions without a store: a cookie names an API key and an end, signed with the service's secret
 * and with what the key is known by. It ends with the key, works at every replica, and does not
 * hold the key.
 */
final class Sessions {
    static final Duration LIFE = Duration.ofHours(12);

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final int PARTS = 3;

    private final byte[] secret;
    private final ConsoleCallers keys;
    private final Clock clock;

    Sessions(byte[] secret, ApiKeys keys, Clock clock) {
        this(secret, keys::named, clock);
    }

    Sessions(byte[] secret, ConsoleCallers keys, Clock clock) {
        this.secret = secret.clone();
        this.keys = keys;
        this.clock = clock;
    }

    /** The cookie's value for this caller; empty if its key is gone. */
    Optional<String> open(Caller caller) {
        long end = clock.instant().plus(LIFE).getEpochSecond();
        return keys.named(caller.keyId()).stream()
                .filter(known -> known.caller().equals(caller))
                .findFirst()
                .map(known -> {
                    String id = encode(caller.keyId().getBytes(StandardCharsets.UTF_8));
                    return id + "." + end + "." + encode(signature(id, end, known.sha256()));
                });
    }

    /** Whose session this is, as its key is now. */
    Optional<Caller> caller(String cookie) {
        String[] parts = cookie.split("\\.", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            String keyId =
                    new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
            long end = Long.parseLong(parts[1]);
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            if (!clock.instant().isBefore(Instant.ofEpochSecond(end))) {
                return Optional.empty();
            }
            return keys.named(keyId).stream()
                    .filter(known ->
                            Hashes.constantTimeEquals(
                                    signature(parts[0], end, known.sha256()), signature))
                    .map(ApiKeys.Known::caller)
                    .findFirst();
        } catch (IllegalArgumentException | java.time.DateTimeException forged) {
            return Optional.empty();
        }
    }

    /** What forms carry that belong to this cookie. */
    String csrf(String cookie) {
        return encode(mac("csrf", cookie.getBytes(StandardCharsets.UTF_8)));
    }

    boolean isCsrf(String cookie, String claimed) {
        return Hashes.constantTimeEquals(
                csrf(cookie).getBytes(StandardCharsets.UTF_8),
                claimed.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] signature(String id, long end, byte[] keySha256) {
        return mac(
                "session",
                keySha256,
                ByteBuffer.allocate(Long.BYTES).putLong(end).array(),
                id.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] mac(String purpose, byte[]... parts) {
        byte[] key =
                Hashes.hmacSha256(
                        secret, ("pylon console " + purpose).getBytes(StandardCharsets.UTF_8));
        return Hashes.hmacSha256(key, parts);
    }

    private static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }
}
