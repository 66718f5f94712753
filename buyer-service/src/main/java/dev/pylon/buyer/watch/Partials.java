package dev.pylon.buyer.watch;

import dev.pylon.nostr.event.EventId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The newest text of jobs that are being worked on. In memory only: the next one replaces it. */
@Component
public class Partials {
    private static final int JOBS = 200;

    private final Map<EventId, Text> texts =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<EventId, Text> eldest) {
                    return size() > JOBS;
                }
            };

    private record Text(long seq, String text) {}

    /**
     * Keeps a text if it is newer than what is known: the highest number wins, and among unnumbered
     * ones the longer. False if it is old.
     */
    public synchronized boolean put(EventId job, long seq, String text) {
        Text known = texts.get(job);
        boolean news =
                known == null
                        || seq > known.seq()
                        || (seq == 0 && known.seq() == 0 && text.length() > known.text().length());
        if (news) {
            texts.put(job, new Text(seq, text));
        }
        return news;
    }

    synchronized Optional<String> of(EventId job) {
        return Optional.ofNullable(texts.get(job)).map(Text::text);
    }

    synchronized void forget(EventId job) {
        texts.remove(job);
    }
}
