package dev.pylon.relay.policy;

import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.filter.MalformedFilter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Other relays whose events this one takes over.
 *
 * @param sources each is compared with (NIP-77) again and again
 */
public record MirrorSettings(@DefaultValue List<Source> sources) {
    private static final Set<String> SCHEMES = Set.of("ws", "wss");

    public MirrorSettings {
        sources = List.copyOf(sources);
    }

    /**
     * @param url of a relay that speaks NIP-77
     * @param filter what to take over, as JSON; all by default
     * @param every how long to wait after a comparison before the next
     */
    public record Source(
            String url, @DefaultValue("{}") String filter, @DefaultValue("1m") Duration every) {
        public Source {
            if (!SCHEMES.contains(String.valueOf(URI.create(url).getScheme()))) {
                throw new IllegalArgumentException("mirror: not a ws or wss URL: " + url);
            }
            if (every.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("mirror: every is at least 1s");
            }
            Filter parsed = parse(filter);
            if (parsed.limit().isPresent() || parsed.search().isPresent()) {
                throw new IllegalArgumentException(
                        "mirror: a filter with limit or search is not compared: " + filter);
            }
        }

        /** What to take over. */
        public Filter wanted() {
            return parse(filter);
        }

        private static Filter parse(String json) {
            try {
                return Filter.fromJson(json);
            } catch (MalformedFilter e) {
                throw new IllegalArgumentException("mirror: no filter: " + json, e);
            }
        }
    }
}
