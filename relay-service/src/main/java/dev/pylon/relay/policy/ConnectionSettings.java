package dev.pylon.relay.policy;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The bounds of one connection, and how many there may be.
 *
 * @param max connections at once; further ones are answered 503
 * @param inbound bytes of messages taken from one connection and not yet dealt with
 * @param inboundTotal bytes of large messages (8 KB and more) taken from all connections together
 *     and not yet dealt with; further ones wait. 0 means an eighth of the heap, as each is in
 *     memory more than once
 * @param outbound bytes one connection may be behind with before it is closed as too slow
 * @param outboundTotal bytes that all connections together may be behind with; beyond, whoever is
 *     furthest behind is closed. 0 means a quarter of the heap
 * @param ping after how long without a byte from the client it is pinged; after as long again
 *     without an answer it is closed
 * @param queries REQs and COUNTs that ask the database at the same moment; the others wait
 * @param queryTimeout when one of them is given up
 * @param trustedProxies addresses of proxies whose {@code X-Forwarded-For} is believed
 */
public record ConnectionSettings(
        @DefaultValue("10000") int max,
        @DefaultValue("1MB") DataSize inbound,
        @DefaultValue("0B") DataSize inboundTotal,
        @DefaultValue("4MB") DataSize outbound,
        @DefaultValue("0B") DataSize outboundTotal,
        @DefaultValue("30s") Duration ping,
        @DefaultValue("6") int queries,
        @DefaultValue("10s") Duration queryTimeout,
        @DefaultValue List<String> trustedProxies) {
    public ConnectionSettings {
        trustedProxies = List.copyOf(trustedProxies);
        inboundTotal = orOfHeap(inboundTotal, 8);
        outboundTotal = orOfHeap(outboundTotal, 4);
    }

    private static DataSize orOfHeap(DataSize given, int part) {
        return given.toBytes() > 0
                ? given
                : DataSize.ofBytes(Runtime.getRuntime().maxMemory() / part);
    }
}
