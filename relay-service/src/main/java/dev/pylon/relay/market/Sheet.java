package dev.pylon.relay.market;

import dev.pylon.api.relay.RelayInformation;
import gg.jte.Content;

/**
 * A page with what is around its content.
 *
 * @param title of the page
 * @param live whether it is asked for again while somebody looks
 */
public record Sheet(
        RelayInformation relay, StaticFiles files, String title, boolean live, Content content) {}
