package dev.pylon.wallet.reconciliation;

/**
 * What a comparison found. All of it is zero when all is well.
 *
 * @param backendGapMsat what the backend holds less what the books say it holds
 * @param unbalancedMsat the sum of all books
 * @param heldGapMsat what is held in the books less what open payments account for
 * @param driftedBooks books whose balance is not the sum of their postings
 * @param strayPayments finished payments without the journals they need
 */
public record Findings(
        long backendGapMsat,
        long unbalancedMsat,
        long heldGapMsat,
        long driftedBooks,
        long strayPayments) {
    static final Findings NONE = new Findings(0, 0, 0, 0, 0);

    /** These totals, with what the last audit counted. */
    Findings withCountsOf(Findings audit) {
        return new Findings(
                backendGapMsat,
                unbalancedMsat,
                heldGapMsat,
                audit.driftedBooks(),
                audit.strayPayments());
    }

    public boolean allIsWell() {
        return backendGapMsat == 0
                && unbalancedMsat == 0
                && heldGapMsat == 0
                && driftedBooks == 0
                && strayPayments == 0;
    }
}
