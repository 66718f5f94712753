package dev.pylon.wallet.ledger;

import dev.pylon.primitives.Msat;
import java.util.ArrayList;
import java.util.List;

/**
 * A movement of money: what leaves some books arrives in others.
 *
 * @param reference the payment hash, or the history entry of money given on regtest
 * @param postings at least two, which sum to zero
 */
public record Journal(JournalKind kind, String reference, List<Posting> postings) {
    public Journal {
        postings = List.copyOf(postings);
        if (postings.size() < 2) {
            throw new IllegalArgumentException("a journal has at least two postings");
        }
        if (postings.stream().mapToLong(Posting::creditMsat).reduce(0, Math::addExact) != 0) {
            throw new IllegalArgumentException("a journal's postings sum to zero: " + postings);
        }
    }

    public static Lines of(JournalKind kind, String reference) {
        return new Lines(kind, reference, new ArrayList<>());
    }

    /** A journal being written. Lines of nothing are left out. */
    public static final class Lines {
        private final JournalKind kind;
        private final String reference;
        private final List<Posting> postings;

        private Lines(JournalKind kind, String reference, List<Posting> postings) {
            this.kind = kind;
            this.reference = reference;
            this.postings = postings;
        }

        public Lines credit(BookId book, Msat amount) {
            return line(book, amount.value());
        }

        public Lines debit(BookId book, Msat amount) {
            return line(book, -amount.value());
        }

        public Journal done() {
            return new Journal(kind, reference, postings);
        }

        private Lines line(BookId book, long creditMsat) {
            if (creditMsat != 0) {
                postings.add(new Posting(book, creditMsat));
            }
            return this;
        }
    }
}
