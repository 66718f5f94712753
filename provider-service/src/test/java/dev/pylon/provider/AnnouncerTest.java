package dev.pylon.provider;

import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.provider.announce.Announcer;
import dev.pylon.provider.scene.Scene;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** A provider that nobody has heard of sells nothing. */
class AnnouncerTest {
    @Test
    void whatNoRelayTookIsAnnouncedAgain() {
        try (Scene scene = Scene.with()) {
            Set<Integer> refused = ConcurrentHashMap.newKeySet();
            scene.relay.on(
                    ClientMessage.Publish.class,
                    (client, publish) -> {
                        boolean first = refused.add(publish.event().kind());
                        if (first) {
                            client.ok(publish.event(), false, "blocked: not now");
                        }
                        return first;
                    });

            scene.start();

            Announcer announcer = scene.context().getBean(Announcer.class);
            Scene.await(() ->
                    announcer.announcedAt().isPresent() && announcer.heartbeatAt().isPresent());
        }
    }

    @Test
    void aRelayThatWasAwayIsToldAgain() {
        try (Scene scene = Scene.with()) {
            scene.start();
            Announcer announcer = scene.context().getBean(Announcer.class);
            Scene.await(() -> announcer.announcedAt().isPresent());
            long before = announcements(scene);

            scene.relay.stop();
            scene.relay.restart();

            Scene.await(() -> announcements(scene) > before);
        }
    }

    private static long announcements(Scene scene) {
        return scene.relay.heard(ClientMessage.Publish.class).stream()
                .filter(publish -> publish.event().kind() == Kinds.HANDLER_INFORMATION)
                .count();
    }
}
