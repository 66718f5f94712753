package dev.pylon.relay.transfer;

import dev.pylon.api.relay.ImportSummary;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.MalformedEvent;
import dev.pylon.relay.ingest.Reply;
import dev.pylon.relay.policy.Refusal;
import dev.pylon.relay.policy.RelaySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Adopts the events of a stream. No more of it is read than is under way. */
public final class Import {
    private static final int UNDER_WAY = 512;

    /** Lines that are read before they are asked for. */
    private static final int AHEAD = 64;

    private static final int SHOWN = 20;

    private final Adoption adoption;
    private final Supplier<RelaySettings> settings;

    public Import(Adoption adoption, Supplier<RelaySettings> settings) {
        this.adoption = adoption;
        this.settings = settings;
    }

    /**
     * @param trusted whether ids and signatures are taken to hold
     */
    Mono<ImportSummary> of(Flux<DataBuffer> stream, boolean trusted) {
        return Lines.of(stream, settings.get().limits().maxMessageLength())
                .publishOn(Schedulers.parallel(), AHEAD)
                .flatMapSequential(line -> take(line, trusted), UNDER_WAY, 1)
                .collect(Tally::new, Tally::add)
                .map(Tally::summary);
    }

    /** An empty answer stands for an empty line. */
    private Mono<Optional<Reply>> take(byte[] line, boolean trusted) {
        if (isBlank(line)) {
            return Mono.just(Optional.empty());
        }
        Event event;
        try {
            event = read(line);
        } catch (MalformedEvent malformed) {
            return Mono.just(Optional.of(Reply.of(Refusal.invalid(malformed.reason()))));
        }
        return adoption.take(event, trusted).map(Optional::of);
    }

    private Event read(byte[] line) {
        int most = settings.get().limits().maxMessageLength();
        if (line.length > most) {
            throw new MalformedEvent("the line is longer than " + most + " bytes", null);
        }
        return Event.fromJson(line);
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Counts the answers, one after the other. */
    private static final class Tally {
        private final List<ImportSummary.Refusal> refusals = new ArrayList<>();
        private long lines;
        private long stored;
        private long known;
        private long refused;

        void add(Optional<Reply> answer) {
            lines++;
            answer.ifPresent(this::count);
        }

        private void count(Reply reply) {
            if (!reply.accepted()) {
                refused++;
                if (refusals.size() < SHOWN) {
                    refusals.add(new ImportSummary.Refusal(lines, reply.message()));
                }
            } else if (reply.isNews()) {
                stored++;
            } else {
                known++;
            }
        }

        ImportSummary summary() {
            return new ImportSummary(lines, stored, known, refused, refusals);
        }
    }
}
