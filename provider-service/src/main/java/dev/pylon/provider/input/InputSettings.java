package dev.pylon.provider.input;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code pylon.provider.inputs}: what is fetched for jobs, and how far.
 *
 * @param fetchLimit for one web page or event, in all, redirects included
 * @param ports that a URL may name
 * @param redirects followed for one page
 * @param pageBytes a page may have; what is taken from it counts as the job's input
 * @param chainLimit how long the result of another job is waited for
 * @param maxInputs of one job that have to be fetched
 * @param privateAddresses whether URLs may reach into the provider's own network; on regtest only
 */
@ConfigurationProperties("pylon.provider.inputs")
public record InputSettings(
        @DefaultValue("10s") Duration fetchLimit,
        @DefaultValue({"80", "443"}) Set<Integer> ports,
        @DefaultValue("3") int redirects,
        @DefaultValue("2000000") int pageBytes,
        @DefaultValue("2m") Duration chainLimit,
        @DefaultValue("8") int maxInputs,
        @DefaultValue("false") boolean privateAddresses) {
    public InputSettings {
        ports = Set.copyOf(ports);
    }
}
