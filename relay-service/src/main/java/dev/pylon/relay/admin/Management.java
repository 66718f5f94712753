package dev.pylon.relay.admin;

import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** The methods of NIP-86. */
public final class Management {
    private final Map<String, Function<Parameters, Mono<?>>> methods = new TreeMap<>();

    public Management(Moderation moderation, LiveSettings settings, KindRules kinds) {
        methods.put("supportedmethods", none -> Mono.just(List.copyOf(methods.keySet())));
        keys(moderation);
        eventsAndAddresses(moderation);
        methods.put("allowkind", p -> done(kinds.allow(p.kind(0))));
        methods.put("disallowkind", p -> done(kinds.disallow(p.kind(0))));
        methods.put("listallowedkinds", none -> Mono.fromSupplier(kinds::allowed));
        methods.put("changerelayname", p -> set(settings, "name", p.text(0)));
        methods.put("changerelaydescription", p -> set(settings, "description", p.text(0)));
        methods.put(
                "changerelayicon", p -> set(settings, "icon", URI.create(p.text(0)).toString()));
    }

    private void keys(Moderation moderation) {
        methods.put("banpubkey", p -> done(moderation.ban(p.key(0), p.reason())));
        methods.put("unbanpubkey", p -> done(moderation.unban(p.key(0))));
        methods.put(
                "listbannedpubkeys",
                none -> Mono.just(list(moderation.bans().keys(), "pubkey", PublicKey::hex)));
        methods.put("allowpubkey", p -> done(moderation.allow(p.key(0), p.reason())));
        methods.put("unallowpubkey", p -> done(moderation.unallow(p.key(0))));
        methods.put(
                "listallowedpubkeys",
                none -> Mono.just(list(moderation.bans().allowedKeys(), "pubkey", PublicKey::hex)));
    }

    private void eventsAndAddresses(Moderation moderation) {
        methods.put("banevent", p -> done(moderation.ban(p.event(0), p.reason())));
        methods.put("allowevent", p -> done(moderation.unban(p.event(0))));
        methods.put(
                "listbannedevents",
                none -> Mono.just(list(moderation.bans().events(), "id", EventId::hex)));
        methods.put("blockip", p -> done(moderation.block(p.address(0), p.reason())));
        methods.put("unblockip", p -> done(moderation.unblock(p.address(0))));
        methods.put(
                "listblockedips",
                none -> Mono.just(list(moderation.bans().addresses(), "ip", text -> text)));
    }

    /**
     * Emits the result.
     *
     * @throws IllegalArgumentException with words for who asked, also through the result
     */
    Mono<?> call(String method, List<?> parameters) {
        Function<Parameters, Mono<?>> known = methods.get(method);
        if (known == null) {
            throw new IllegalArgumentException("there is no method " + method);
        }
        return known.apply(new Parameters(parameters));
    }

    private static Mono<Boolean> set(LiveSettings settings, String name, String value) {
        return settings.change(Map.of(name, Optional.of(value))).thenReturn(true);
    }

    private static Mono<Boolean> done(Mono<Void> work) {
        return work.thenReturn(true);
    }

    private static <T> List<Map<String, String>> list(
            Map<T, String> entries, String name, Function<T, String> text) {
        return entries.entrySet().stream()
                .map(entry -> Map.of(name, text.apply(entry.getKey()), "reason", entry.getValue()))
                .toList();
    }

    /** What a method was called with. */
    private record Parameters(List<?> values) {
        String text(int index) {
            if (values.size() <= index || !(values.get(index) instanceof String text)) {
                throw new IllegalArgumentException("parameter " + (index + 1) + " is a text");
            }
            return text;
        }

        String reason() {
            return values.size() > 1 && values.get(1) instanceof String text ? text : "";
        }

        PublicKey key(int index) {
            return PublicKey.fromHex(text(index));
        }

        EventId event(int index) {
            return EventId.fromHex(text(index));
        }

        /** Written as the relay itself writes it. */
        String address(int index) {
            return InetAddress.ofLiteral(text(index)).getHostAddress();
        }

        int kind(int index) {
            if (values.size() > index
                    && values.get(index) instanceof Integer kind
                    && kind >= 0
                    && kind <= 65_535) {
                return kind;
            }
            throw new IllegalArgumentException("parameter 1 is a kind, from 0 to 65535");
        }
    }
}
