package dev.pylon.relayclient;

import dev.pylon.nostr.message.ClientMessage;
import java.time.Duration;
import reactor.core.Disposable;

/** What the parts of a link may know of its connection and do with it. Within its mailbox only. */
interface Wire {
    RelayUrl relay();

    boolean isOpen();

    boolean isWritable();

    void send(ClientMessage message);

    /** Runs the task in the mailbox, unless disposed of in the mailbox before. */
    Disposable later(Duration wait, Runnable task);

    /** Why it is not open, in words. */
    String trouble();

    AuthStanding auth();

    /** Where we stand with NIP-42 on this connection. */
    enum AuthStanding {
        /** There is no key to answer with. */
        IMPOSSIBLE,
        /** Not challenged yet, or the answer's OK has not come. */
        POSSIBLE,
        DONE,
        REFUSED
    }
}
