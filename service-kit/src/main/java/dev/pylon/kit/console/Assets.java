package dev.pylon.kit.console;

import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Style sheet and scripts, from the class path. Their paths have a hash of what is in them, so that
 * browsers may keep them for good.
 */
public final class Assets {
    private static final String WEBJARS = "/META-INF/resources/webjars/";
    private static final int HASH_DIGITS = 16;
    private static final CacheControl FOR_GOOD =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final Map<String, Asset> byPath = new LinkedHashMap<>();
    private final Map<String, String> paths = new LinkedHashMap<>();

    private record Asset(MediaType type, byte[] bytes) {}

    Assets() {
        MediaType script = new MediaType("text", "javascript");
        add("console.css", new MediaType("text", "css"), "/console/console.css");
        add("console.js", script, "/console/console.js");
        add("console.svg", new MediaType("image", "svg+xml"), "/console/console.svg");
        add("htmx.js", script, WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js");
        add("sse.js", script, WEBJARS + "htmx-ext-sse/2.2.2/sse.js");
    }

    /** Where a browser finds it. */
    public String path(String name) {
        String path = paths.get(name);
        if (path == null) {
            throw new IllegalArgumentException("there is no asset " + name);
        }
        return path;
    }

    Mono<ServerResponse> serve(ServerRequest request) {
        Asset asset = byPath.get(request.path());
        return asset == null
                ? ServerResponse.notFound().build()
                : ServerResponse.ok()
                        .contentType(asset.type())
                        .cacheControl(FOR_GOOD)
                        .bodyValue(asset.bytes());
    }

    private void add(String name, MediaType type, String resource) {
        byte[] bytes = read(resource);
        String hash = Hex.encode(Hashes.sha256(bytes)).substring(0, HASH_DIGITS);
        String path = ConsoleSite.ROOT + "/assets/" + hash + "/" + name;
        paths.put(name, path);
        byPath.put(
                path,
                new Asset(new MediaType(type, java.nio.charset.StandardCharsets.UTF_8), bytes));
    }

    private static byte[] read(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing on the class path: " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
