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
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The {@code pylon} command. */
@Command(
        name = "pylon",
        description =
                "Buy and sell inference on the open market: jobs over Nostr, money over Lightning.",
        version = "pylon 0.1.0",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 done, 1 tried and failed, 2 wrong usage, 3 a service does not answer,",
            "4 not enough money or payment refused, 5 timed out (a late result still counts),",
            "6 a quote waits for 'pylon job pay', 7 the payment's outcome is not known yet, 130 Ctrl-C."
        })
public final class Pylon {
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("run", RunCommand.class);
        COMMANDS.put("up", UpCommand.class);
        COMMANDS.put("down", DownCommand.class);
        COMMANDS.put("status", StatusCommand.class);
        COMMANDS.put("console", ConsoleCommand.class);
        COMMANDS.put("doctor", DoctorCommand.class);
        COMMANDS.put("init", InitCommand.class);
        COMMANDS.put("job", JobCommand.class);
        COMMANDS.put("providers", ProvidersCommand.class);
        COMMANDS.put("models", ModelsCommand.class);
        COMMANDS.put("wallet", WalletCommand.class);
        COMMANDS.put("earnings", EarningsCommand.class);
        COMMANDS.put("relay", RelayCommand.class);
        COMMANDS.put("bridge", BridgeCommand.class);
        COMMANDS.put("help", CommandLine.HelpCommand.class);
    }

    private Pylon() {}

    public static void main(String... args) {
        System.exit(execute(args));
    }

    /** Runs one command; what it prints goes to this process's output. */
    public static int execute(String... args) {
        CommandLine pylon = new CommandLine(new Pylon());
        commands(args).forEach(pylon::addSubcommand);
        addHelp(pylon);
        return pylon.registerConverter(Msat.class, new Amounts())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(new Failures())
                .execute(args);
    }

    private static void addHelp(CommandLine command) {
        for (CommandLine below : command.getSubcommands().values()) {
            CommandSpec spec = below.getCommandSpec();
            if (spec.findOption("--help") == null) {
                spec.addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Show this help message and exit.")
                                .build());
            }
            addHelp(below);
        }
    }

    /**
     * The one that is asked for, if that is plain: reading the others takes longer than most of
     * them run.
     */
    private static Map<String, Class<?>> commands(String... args) {
        Class<?> only = args.length == 0 || args[0].equals("help") ? null : COMMANDS.get(args[0]);
        return only == null ? COMMANDS : Map.of(args[0], only);
    }
}
