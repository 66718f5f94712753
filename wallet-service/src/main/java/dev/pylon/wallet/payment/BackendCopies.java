package dev.pylon.wallet.payment;

import dev.pylon.kit.outbox.Delivery;
import dev.pylon.kit.outbox.Outbox;
import dev.pylon.kit.outbox.OutboxEntry;
import dev.pylon.kit.outbox.OutboxHandler;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.wallet.backend.BackendGuard;
import dev.pylon.wallet.backend.Capability;
import dev.pylon.wallet.backend.LightningBackend;
import reactor.core.publisher.Mono;

/**
 * Cancels the backend's copy of an invoice that was paid internally, so that no outsider pays it
 * too. Written to the outbox by the paying transaction. Should somebody outside be faster, what
 * came goes to suspense.
 */
public final class BackendCopies implements OutboxHandler {
    private static final String TOPIC = "wallet.cancel-backend-copy";

    private final Outbox outbox;
    private final LightningBackend backend;
    private final BackendGuard guard;

    public BackendCopies(Outbox outbox, LightningBackend backend, BackendGuard guard) {
        this.outbox = outbox;
        this.backend = backend;
        this.guard = guard;
    }

    /** In the paying transaction. Nothing to do where no outsider can pay anyway. */
    Mono<Void> cancel(PaymentHash hash) {
        return backend.capabilities().contains(Capability.STREAM)
                ? outbox.add(TOPIC, hash.hex(), hash.hex())
                : Mono.empty();
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public Mono<Delivery> handle(OutboxEntry entry) {
        return Mono.defer(
                        () -> guard.question(backend.cancel(PaymentHash.fromHex(entry.payload()))))
                .thenReturn(Delivery.done());
    }
}
