package dev.pylon.cli.market;

import dev.pylon.api.Page;
import dev.pylon.api.buyer.ProviderEvidence;
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
@Command(
        name = "providers",
        description =
                "Providers heard of on the relays, and what our own jobs have shown of them;"
                        + " alive ones first, then by success, price and time")
public final class ProvidersCommand implements Callable<Integer> {
    private static final int SECONDS_SHOWN = 120;
    private static final int MINUTES_SHOWN = 7_200;

    @Mixin private Session session = new Session();

    @Option(names = "--kind", description = "Only those that take jobs of this kind")
    private @Nullable Integer kind;

    /** What our own jobs have shown, in a line. */
    static String shown(ProviderView provider) {
        ProviderEvidence evidence = provider.evidence();
        String heard = "heard " + age(provider.silentSeconds()) + " ago";
        if (evidence.asked() == 0) {
            return heard + "; no job of ours yet";
        }
        return heard
                + "; "
                + evidence.paid()
                + " of "
                + evidence.asked()
                + " jobs paid, "
                + evidence.completed()
                + " completed, "
                + evidence.failed()
                + " failed, "
                + evidence.late()
                + " late"
                + (evidence.successPercent() == null
                        ? ""
                        : "; success " + evidence.successPercent() + " %")
                + times("; quote", evidence.quoteMedianMs(), evidence.quoteP90Ms())
                + times("; result", evidence.resultMedianMs(), evidence.resultP90Ms());
    }

    private static String times(String what, @Nullable Long median, @Nullable Long p90) {
        return median == null ? "" : what + " in " + median + " ms (p90 " + p90 + " ms)";
    }

    private static String age(long seconds) {
        if (seconds < SECONDS_SHOWN) {
            return seconds + " s";
        }
        return seconds < MINUTES_SHOWN ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }

    @Option(names = "--model", description = "Only those that announce this model")
    private @Nullable String model;

    @Override
    public Integer call() {
        Page<ProviderView> page = Calls.await(session.buyer().providers(kind, model));
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
            session.output().line("        %s", shown(provider));
        }
        if (page.items().isEmpty()) {
            session.output().line("No provider has been heard of on the relays yet.");
        }
        return ExitCode.OK;
    }
}
