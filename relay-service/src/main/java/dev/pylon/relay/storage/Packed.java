package dev.pylon.relay.storage;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Many byte strings as one parameter, since the driver sends arrays of them as text. SQL cuts them
 * apart again by {@code substring}.
 */
final class Packed {
    private Packed() {}

    static <T> ByteBuffer of(Collection<T> values, Function<T, byte[]> bytes) {
        List<byte[]> parts = values.stream().map(bytes).toList();
        ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(all::put);
        return all.flip();
    }
}
