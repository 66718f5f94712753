package dev.pylon.kit.console;

import gg.jte.Content;

/**
 * A part of a page that is sent anew whenever it has changed.
 *
 * @param source where the browser listens
 */
public record Live(String source, Content content) {}
