package dev.pylon.cli.market;

import dev.pylon.api.Page;
import dev.pylon.api.buyer.ProviderView;
import dev.pylon.cli.Calls;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pylon providers}. */
@Command(name = "providers", description = "Providers heard of on the relays, alive ones first")
public final class ProvidersCommand implements Callable<Integer> {
    @Mixin private Session session = new Session();

    @Option(names = "--kind", description = "Only those that take jobs of this kind")
    private @Nullable Integer kind;

    @Override
    public Integer call() {
        Page<ProviderView> page = Calls.await(session.buyer().providers(kind));
        if (session.json()) {
            session.output().json(page);
            return ExitCode.OK;
        }
        for (ProviderView provider : page.items()) {
            session.output()
                    .line(
                            "%s  %s%s%s",
                            provider.alive() ? "alive " : "silent",
                            provider.name() == null
                                    ? "(no name)"
                                    : Output.excerpt(provider.name(), 40),
                            provider.priceMsat() == null
                                    ? ""
                                    : "  from " + provider.priceMsat().inSat(),
                            provider.simulated() ? "  SIMULATED: no model answers" : "");
            session.output().line("        %s", provider.npub());
            session.output()
                    .line("        kinds %s, models %s", provider.kinds(), provider.models());
        }
        if (page.items().isEmpty()) {
            session.output().line("No provider has been heard of on the relays yet.");
        }
        return ExitCode.OK;
    }
}
