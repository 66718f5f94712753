package dev.pylon.provider.input;

import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.RefusalReason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * Jobs whose inputs are being fetched, which may take minutes: apart from the intake, so that slow
 * pages hold up nobody else's job, each once, and only so many in all and of one customer. Nothing
 * of them is stored yet: after a restart the relays bring their requests again.
 */
@Component
public class Gathering implements DisposableBean {
    private static final int MOST = 64;
    private static final int MOST_OF_ONE = 4;

    private final Inputs inputs;
    private final Map<EventId, UnderWay> underWay = new ConcurrentHashMap<>();

    Gathering(Inputs inputs) {
        this.inputs = inputs;
    }

    private record UnderWay(PublicKey customer, Disposable.Swap work) {}

    /**
     * Completes at once; what follows happens when the inputs are there, or can't be had.
     *
     * @param then what to do with the text
     * @param otherwise what to do if it can't be had
     */
    public Mono<Void> begin(
            JobRequest request,
            Function<String, Mono<Void>> then,
            Function<InputProblem, Mono<Void>> otherwise) {
        if (underWay.containsKey(request.id())) {
            return Mono.empty();
        }
        if (underWay.size() >= MOST) {
            return otherwise.apply(
                    new InputProblem(
                            RefusalReason.OVER_CAPACITY,
                            "Too many inputs are being fetched. Try again later."));
        }
        if (of(request.customer()) >= MOST_OF_ONE) {
            return otherwise.apply(
                    new InputProblem(
                            RefusalReason.BUYER_LIMIT,
                            "The inputs of "
                                    + MOST_OF_ONE
                                    + " jobs of yours are being fetched. Wait for one."));
        }
        UnderWay job = new UnderWay(request.customer(), Disposables.swap());
        if (underWay.putIfAbsent(request.id(), job) == null) {
            job.work()
                    .update(
                            inputs.gather(request)
                                    .flatMap(then)
                                    .onErrorResume(InputProblem.class, otherwise)
                                    .doFinally(end -> underWay.remove(request.id(), job))
                                    .subscribe(done -> {}, failure -> {}));
        }
        return Mono.empty();
    }

    private long of(PublicKey customer) {
        return underWay.values().stream().filter(job -> job.customer().equals(customer)).count();
    }

    /** The customer does not want it any more. */
    public void cancel(EventId job, PublicKey customer) {
        UnderWay gathered = underWay.get(job);
        if (gathered != null && gathered.customer().equals(customer)) {
            gathered.work().dispose();
        }
    }

    @Override
    public void destroy() {
        underWay.values().forEach(job -> job.work().dispose());
    }
}
