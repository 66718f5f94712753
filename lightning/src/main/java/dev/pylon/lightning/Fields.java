package dev.pylon.lightning;

import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Hex;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The tagged fields of one invoice, by type, and what they mean. */
final class Fields {
    private static final int HOP_BYTES = 51;
    private static final int MAX_NUMBER_GROUPS = 12;

    private final Map<FieldType, List<byte[]>> values = new EnumMap<>(FieldType.class);

    void add(FieldType type, byte[] groups) {
        values.computeIfAbsent(type, t -> new ArrayList<>(1)).add(groups);
    }

    Optional<byte[]> first(FieldType type) {
        return all(type).stream().findFirst();
    }

    /** The rules that concern more than one field. */
    void check() {
        boolean described = first(FieldType.DESCRIPTION).isPresent();
        if (described == first(FieldType.DESCRIPTION_HASH).isPresent()) {
            throw new MalformedInvoice(
                    described
                            ? "there are both a description and a description hash"
                            : "there is neither a description nor a description hash");
        }
    }

    Optional<Bytes32> bytes32(FieldType type) {
        return first(type).map(groups -> Bytes32.of(Groups.toBytes(groups)));
    }

    Optional<String> description() {
        return first(FieldType.DESCRIPTION).map(Groups::toBytes).map(Fields::utf8);
    }

    Optional<Long> number(FieldType type, long max) {
        return first(type)
                .map(groups -> {
                    requireMinimal(type, groups);
                    if (groups.length > MAX_NUMBER_GROUPS || Groups.toLong(groups) > max) {
                        throw new MalformedInvoice(
                                "field '" + type.letter() + "' is absurdly large");
                    }
                    return Groups.toLong(groups);
                });
    }

    Features features() {
        Features features = first(FieldType.FEATURES).map(Fields::features).orElse(Features.NONE);
        features.firstUnknownRequired()
                .ifPresent(bit -> {
                    throw new MalformedInvoice(
                            "it requires feature " + bit + ", which is not known");
                });
        if (features.lacksDependency()) {
            throw new MalformedInvoice("it offers multi-part payment without a payment secret");
        }
        return features;
    }

    List<RouteHint> routeHints() {
        return all(FieldType.ROUTE_HINT).stream().map(Fields::routeHint).toList();
    }

    /** Those of a version that is not known are passed over. */
    List<FallbackAddress> fallbackAddresses() {
        return all(FieldType.FALLBACK).stream()
                .filter(groups -> groups.length > 0 && groups[0] <= FallbackAddress.P2SH)
                .map(Fields::fallback)
                .toList();
    }

    private List<byte[]> all(FieldType type) {
        return values.getOrDefault(type, List.of());
    }

    private static Features features(byte[] groups) {
        requireMinimal(FieldType.FEATURES, groups);
        TreeSet<Integer> bits = new TreeSet<>();
        for (int bit = 0; bit < groups.length * Groups.BITS; bit++) {
            if ((groups[groups.length - 1 - bit / Groups.BITS] >>> bit % Groups.BITS & 1) == 1) {
                bits.add(bit);
            }
        }
        return new Features(bits);
    }

    private static RouteHint routeHint(byte[] groups) {
        byte[] bytes = Groups.toBytes(groups);
        if (bytes.length == 0 || bytes.length % HOP_BYTES != 0) {
            throw new MalformedInvoice("a route hint is cut off");
        }
        List<RouteHint.Hop> hops = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            byte[] node = new byte[NodeId.SIZE];
            in.get(node);
            hops.add(
                    new RouteHint.Hop(
                            hopNode(node),
                            in.getLong(),
                            Integer.toUnsignedLong(in.getInt()),
                            Integer.toUnsignedLong(in.getInt()),
                            Short.toUnsignedInt(in.getShort())));
        }
        return new RouteHint(hops);
    }

    private static NodeId hopNode(byte[] key) {
        try {
            return NodeId.of(key);
        } catch (IllegalArgumentException e) {
            throw new MalformedInvoice("a route hint names something that is no node", e);
        }
    }

    private static FallbackAddress fallback(byte[] groups) {
        try {
            return new FallbackAddress(
                    groups[0],
                    Hex.encode(Groups.toBytes(Arrays.copyOfRange(groups, 1, groups.length))));
        } catch (IllegalArgumentException e) {
            throw new MalformedInvoice("a fallback address is wrong: " + e.getMessage(), e);
        }
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedInvoice("the description is not UTF-8", e);
        }
    }

    private static void requireMinimal(FieldType type, byte[] groups) {
        if (groups.length > 0 && groups[0] == 0) {
            throw new MalformedInvoice(
                    "field '" + type.letter() + "' is longer than it needs to be");
        }
    }
}
