package dev.pylon.cli;

import dev.pylon.cli.bridge.BridgeCommand;
import dev.pylon.cli.console.ConsoleCommand;
import dev.pylon.cli.doctor.DoctorCommand;
import dev.pylon.cli.job.JobCommand;
import dev.pylon.cli.job.RunCommand;
import dev.pylon.cli.market.EarningsCommand;
import dev.pylon.cli.market.ModelsCommand;
import dev.pylon.cli.market.ProvidersCommand;
import dev.pylon.cli.market.RelayCommand;
import dev.pylon.cli.up.DownCommand;
import dev.pylon.cli.up.InitCommand;
import dev.pylon.cli.up.UpCommand;
import dev.pylon.cli.wallet.WalletCommand;
import dev.pylon.primitives.Msat;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code pylon} command. */
@Command(
        name = "pylon",
        description =
                "Buy and sell inference on the open market: jobs over Nostr, money over Lightning.",
        version = "pylon 0.1.0",
        mixinStandardHelpOptions = true,
        subcommands = {
            RunCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            ConsoleCommand.class,
            DoctorCommand.class,
            InitCommand.class,
            JobCommand.class,
            ProvidersCommand.class,
            ModelsCommand.class,
            WalletCommand.class,
            EarningsCommand.class,
            RelayCommand.class,
            BridgeCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Exit status: 0 done, 1 tried and failed, 2 wrong usage, 3 a service does not answer,",
            "4 not enough money or payment refused, 5 timed out (a late result still counts),",
            "6 a quote waits for 'pylon job pay', 7 the payment's outcome is not known yet, 130 Ctrl-C."
        })
public final class Pylon {
    private Pylon() {}

    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    /** The whole command; one for each run of it. */
    public static CommandLine commandLine() {
        return new CommandLine(new Pylon())
                .registerConverter(Msat.class, new Amounts())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(new Failures());
    }
}
