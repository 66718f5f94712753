package dev.pylon.relay.policy;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the public page shows.
 *
 * @param jobs whether it lists jobs and shows their threads, to people who have not authenticated
 */
public record PageSettings(@DefaultValue("true") boolean jobs) {}
