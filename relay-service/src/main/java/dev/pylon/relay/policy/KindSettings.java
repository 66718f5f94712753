package dev.pylon.relay.policy;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which kinds may be published.
 *
 * @param allowed only these; with none, all
 * @param denied not these, even if they are allowed
 */
public record KindSettings(
        @DefaultValue List<KindRange> allowed, @DefaultValue List<KindRange> denied) {
    public KindSettings {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
    }

    public boolean admits(int kind) {
        return (allowed.isEmpty() || KindRange.anyCovers(allowed, kind))
                && (denied.isEmpty() || !KindRange.anyCovers(denied, kind));
    }

    boolean restricts() {
        return !allowed.isEmpty() || !denied.isEmpty();
    }
}
