package dev.pylon.provider.backend.http;

import java.util.List;
import java.util.Map;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.StringDecoder;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;

/** Cuts a body into its lines, whatever the pieces it arrives in. */
final class Lines {
    private static final int MAX_LINE = 1024 * 1024;
    private static final ResolvableType STRING = ResolvableType.forClass(String.class);

    private Lines() {}

    /** Each with its line feed, so that a last one that lacks it can be told. */
    static Flux<String> of(Flux<DataBuffer> body) {
        StringDecoder decoder = StringDecoder.allMimeTypes(List.of("\n"), false);
        decoder.setMaxInMemorySize(MAX_LINE);
        return decoder.decode(body, STRING, null, Map.of());
    }
}
