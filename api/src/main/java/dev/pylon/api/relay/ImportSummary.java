package dev.pylon.api.relay;

import java.util.List;

/**
 * What became of the lines of an import.
 *
 * @param stored how many are new
 * @param known how many were there already, or in a newer version
 * @param refused how many were not taken
 * @param refusals the first of those, with the reasons
 */
public record ImportSummary(
        long lines, long stored, long known, long refused, List<Refusal> refusals) {
    /**
     * @param line from 1
     */
    public record Refusal(long line, String reason) {}

    public ImportSummary {
        refusals = List.copyOf(refusals);
    }
}
