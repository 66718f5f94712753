package dev.pylon.buyer.console;

import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Templates;
import java.util.List;
import org.springframework.http.codec.ServerSentEvent;

/**
 * A text that grows, as one browser has it: only what is new is sent, so that a screen reader says
 * only that.
 */
final class RunningText {
    private final Templates templates;
    private String shown = "";

    RunningText(Templates templates) {
        this.templates = templates;
    }

    /** How the browser gets from what it has to this. */
    List<ServerSentEvent<String>> next(String text) {
        String before = shown;
        shown = text;
        if (text.equals(before)) {
            return List.of();
        }
        boolean grows = !before.isEmpty() && text.startsWith(before);
        return grows
                ? List.of(
                        Pages.event(
                                "more", templates.fill("text", text.substring(before.length()))))
                : List.of(Pages.event("text", templates.fill("text", text)));
    }
}
