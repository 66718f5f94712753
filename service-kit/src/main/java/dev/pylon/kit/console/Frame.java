package dev.pylon.kit.console;

import gg.jte.Content;
import org.jspecify.annotations.Nullable;

/**
 * A page with what is around its content.
 *
 * @param session null at the entrance
 * @param active the path of the section it belongs to; empty for none
 */
public record Frame(
        ConsoleSite site,
        Assets assets,
        @Nullable ConsoleSession session,
        String title,
        String active,
        Content content) {}
