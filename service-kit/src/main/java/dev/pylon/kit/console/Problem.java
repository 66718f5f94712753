package dev.pylon.kit.console;

/**
 * Something that went wrong, for people.
 *
 * @param title in two or three words
 * @param detail says what to do
 */
public record Problem(int status, String title, String detail) {}
