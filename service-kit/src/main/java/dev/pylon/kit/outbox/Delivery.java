package dev.pylon.kit.outbox;

import java.time.Duration;

/** What became of an attempt. */
public sealed interface Delivery {
    /** It has happened; the entry goes away. */
    record Done() implements Delivery {}

    /** Not yet: again after this time. */
    record Retry(Duration after, String why) implements Delivery {}

    /** It never will; the entry stays for people to see, and those behind it go on. */
    record Dead(String why) implements Delivery {}

    static Delivery done() {
        return new Done();
    }

    static Delivery retry(Duration after, String why) {
        return new Retry(after, why);
    }

    static Delivery dead(String why) {
        return new Dead(why);
    }
}
