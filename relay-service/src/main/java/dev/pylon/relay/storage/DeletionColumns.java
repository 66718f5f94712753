package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventAddress;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Hex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a run's deletions (NIP-09) name, as {@code append_events} wants it. */
final class DeletionColumns {
    private final List<EventId> ids = new ArrayList<>();
    private final List<PublicKey> by = new ArrayList<>();
    private final Map<UUID, Long> untils = new LinkedHashMap<>();

    private DeletionColumns() {}

    static Map<String, Object> of(List<VerifiedEvent> run) {
        DeletionColumns columns = new DeletionColumns();
        for (VerifiedEvent event : run) {
            if (event.event().kind() == Kinds.DELETION) {
                columns.add(event.event());
            }
        }
        return columns.columns();
    }

    private Map<String, Object> columns() {
        Map<String, Object> columns = new HashMap<>();
        if (!ids.isEmpty()) {
            columns.put("deleted_ids", Packed.of(ids, EventId::toBytes));
            columns.put("deleted_by", Packed.of(by, PublicKey::toBytes));
        }
        if (!untils.isEmpty()) {
            columns.put("deleted_addresses", untils.keySet().toArray(UUID[]::new));
            columns.put("deleted_untils", untils.values().toArray(Long[]::new));
        }
        return columns;
    }

    private void add(Event deletion) {
        deletion.tags()
                .values("e")
                .filter(id -> Hex.isLowerCase(id, 32))
                .distinct()
                .forEach(id -> {
                    ids.add(EventId.fromHex(id));
                    by.add(deletion.pubkey());
                });
        deletion.tags()
                .values("a")
                .flatMap(text -> EventAddress.parse(text).stream())
                .filter(address -> address.author().equals(deletion.pubkey()))
                .map(DeletionColumns::canonical)
                .forEach(address ->
                        untils.merge(TagKey.of(address), deletion.createdAt(), Math::max));
    }

    /** A replaceable kind has no identifier, whatever a tag says. */
    private static EventAddress canonical(EventAddress address) {
        return Kinds.isReplaceable(address.kind())
                ? new EventAddress(address.kind(), address.author(), "")
                : address;
    }
}
