package dev.pylon.cli.market;

import dev.pylon.api.Page;
import dev.pylon.api.buyer.ModelView;
import dev.pylon.cli.Calls;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pylon models}. */
@Command(name = "models", description = "Models on offer, with their price")
public final class ModelsCommand implements Callable<Integer> {
    @Mixin private Session session = new Session();

    @Override
    public Integer call() {
        Page<ModelView> page = Calls.await(session.buyer().models());
        if (session.json()) {
            session.output().json(page);
            return ExitCode.OK;
        }
        for (ModelView model : page.items()) {
            session.output()
                    .line(
                            "%-28s %12s  by %s%s%s",
                            Output.excerpt(model.model(), 28),
                            model.priceMsat() == null ? "price asked" : model.priceMsat().inSat(),
                            Output.shortId(model.provider()),
                            model.alive() ? "" : "  silent",
                            model.simulated() ? "  SIMULATED" : "");
        }
        if (page.items().isEmpty()) {
            session.output().line("No model is on offer on the relays yet.");
        }
        return ExitCode.OK;
    }
}
