package dev.pylon.bridge.simulator;

/** The same text for the same prompt, which says that no model wrote it. */
final class SimulatedText {
    private static final int EXCERPT = 160;

    private SimulatedText() {}

    static String answer(String prompt) {
        String oneLine = prompt.strip().replaceAll("\\s+", " ");
        String excerpt =
                oneLine.codePointCount(0, oneLine.length()) <= EXCERPT
                        ? oneLine
                        : oneLine.substring(0, oneLine.offsetByCodePoints(0, EXCERPT)) + "…";
        int words = oneLine.isEmpty() ? 0 : oneLine.split(" ").length;
        return "[simulated] No model runs on this machine, so this text answers nothing. You asked: \""
                + excerpt
                + "\" ("
                + words
                + (words == 1 ? " word" : " words")
                + "). With a real backend, its answer would stand here, delivered and paid for in just this way.";
    }
}
