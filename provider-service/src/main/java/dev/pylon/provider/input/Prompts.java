package dev.pylon.provider.input;

import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.market.RefusalReason;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a model is told for each kind of job that any model of text can do. The text comes last and
 * is fenced off, so that a page that says "ignore the above" is more likely to be treated as text.
 */
public final class Prompts {
    /** Kinds that there are words for. */
    public static final Set<Integer> KINDS =
            Set.of(
                    Kinds.TEXT_EXTRACTION,
                    Kinds.SUMMARIZATION,
                    Kinds.TRANSLATION,
                    Kinds.TEXT_GENERATION);

    private static final int LONGEST_PARAMETER = 60;

    private Prompts() {}

    /**
     * @param parameters of the job; {@code language} for translations, {@code length} for summaries
     * @throws InputProblem if a parameter that the kind needs is missing or can't be meant
     */
    public static String of(int kind, Map<String, String> parameters, String text) {
        return switch (kind) {
            case Kinds.TEXT_EXTRACTION ->
                    fenced(
                            "Extract the readable text of the following document. Answer with that text alone, in its own"
                                    + " language, without markup, menus, advertisements or remarks of your own.",
                            text);
            case Kinds.SUMMARIZATION ->
                    fenced(
                            "Summarise the following text"
                                    + parameter(parameters, "length", " in ", "")
                                    + ". Answer with the summary alone, in the text's language.",
                            text);
            case Kinds.TRANSLATION ->
                    fenced(
                            "Translate the following text into "
                                    + language(parameters)
                                    + ". Answer with the translation alone.",
                            text);
            default -> text;
        };
    }

    /** A language as a code of BCP 47 or by its name. */
    private static String language(Map<String, String> parameters) {
        String wanted = parameter(parameters, "language", "", "");
        if (wanted.isEmpty()) {
            throw new InputProblem(
                    RefusalReason.MALFORMED_REQUEST,
                    "A translation needs the parameter language, such as [\"param\",\"language\",\"en\"].");
        }
        String name = Locale.forLanguageTag(wanted).getDisplayLanguage(Locale.ENGLISH);
        return name.isEmpty() || name.equalsIgnoreCase(wanted)
                ? wanted
                : name + " (" + wanted + ")";
    }

    private static String parameter(
            Map<String, String> parameters, String name, String before, String otherwise) {
        String value = parameters.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            return otherwise;
        }
        if (value.length() > LONGEST_PARAMETER || value.chars().anyMatch(Character::isISOControl)) {
            throw new InputProblem(
                    RefusalReason.MALFORMED_REQUEST,
                    "The parameter "
                            + name
                            + " has at most "
                            + LONGEST_PARAMETER
                            + " characters on one line.");
        }
        return before + value;
    }

    private static String fenced(String task, String text) {
        return task + "\n\n<text>\n" + text + "\n</text>";
    }
}
