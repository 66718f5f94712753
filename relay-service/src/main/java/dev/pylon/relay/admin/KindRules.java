package dev.pylon.relay.admin;

import dev.pylon.relay.policy.KindRange;
import dev.pylon.relay.policy.KindSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/**
 * NIP-86's lists of kinds, kept as the settings {@code kinds.allowed} and {@code kinds.denied}. To
 * allow a kind that was denied ends its denial; to allow another begins, or extends, the list of
 * those that alone are allowed.
 */
public final class KindRules {
    private final LiveSettings settings;

    public KindRules(LiveSettings settings) {
        this.settings = settings;
    }

    List<Integer> allowed() {
        return settings.now().kinds().allowed().stream()
                .flatMapToInt(range -> IntStream.rangeClosed(range.first(), range.last()))
                .boxed()
                .toList();
    }

    Mono<Void> allow(int kind) {
        KindSettings now = settings.now().kinds();
        List<KindRange> denied = without(now.denied(), kind);
        boolean wasDenied = !denied.equals(now.denied());
        boolean openToAll = now.allowed().isEmpty() && wasDenied;
        return save(openToAll ? List.of() : with(now.allowed(), kind), denied);
    }

    Mono<Void> disallow(int kind) {
        KindSettings now = settings.now().kinds();
        List<KindRange> allowed = without(now.allowed(), kind);
        // where none is left, all would be allowed
        boolean last = allowed.isEmpty() && !now.allowed().isEmpty();
        return save(last ? now.allowed() : allowed, with(now.denied(), kind));
    }

    private Mono<Void> save(List<KindRange> allowed, List<KindRange> denied) {
        return settings.change(
                        Map.of(
                                "kinds.allowed", Optional.of(text(allowed)),
                                "kinds.denied", Optional.of(text(denied))))
                .then();
    }

    private static List<KindRange> with(List<KindRange> ranges, int kind) {
        List<KindRange> more = new ArrayList<>(without(ranges, kind));
        more.add(new KindRange(kind, kind));
        return more;
    }

    private static List<KindRange> without(List<KindRange> ranges, int kind) {
        List<KindRange> rest = new ArrayList<>();
        for (KindRange range : ranges) {
            if (kind < range.first() || kind > range.last()) {
                rest.add(range);
                continue;
            }
            if (range.first() < kind) {
                rest.add(new KindRange(range.first(), kind - 1));
            }
            if (kind < range.last()) {
                rest.add(new KindRange(kind + 1, range.last()));
            }
        }
        return rest;
    }

    private static String text(List<KindRange> ranges) {
        return ranges.stream().map(KindRange::toString).collect(Collectors.joining(","));
    }
}
