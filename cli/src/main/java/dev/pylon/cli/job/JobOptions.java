package dev.pylon.cli.job;

import dev.pylon.api.buyer.JobChoice;
import dev.pylon.api.buyer.JobEncryption;
import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.primitives.Msat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code run} and {@code job submit} ask about a job. */
final class JobOptions {
    @Parameters(
            index = "0",
            paramLabel = "PROMPT",
            description = "What to ask; - reads it from standard input")
    private String prompt = "";

    @Option(names = "--model", description = "A model on offer (see: pylon models)")
    private @Nullable String model;

    @Option(
            names = "--bid",
            paramLabel = "MSAT",
            description =
                    "The most to pay, in millisatoshis, or with a unit: 50sat (default: ${DEFAULT-VALUE})",
            defaultValue = "50sat")
    private @Nullable Msat bid;

    @Option(
            names = "--provider",
            split = ",",
            paramLabel = "NPUB|HEX",
            description = "Ask only this provider, or these; without it every provider may quote")
    private @Nullable List<String> providers;

    @Option(
            names = "--relay",
            split = ",",
            paramLabel = "URL",
            description = "Publish to these relays instead of our own")
    private @Nullable List<String> relays;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for the result (default: ${DEFAULT-VALUE})",
            defaultValue = "120")
    private int timeout;

    @Option(
            names = "--kind",
            description = "The job's kind (default: ${DEFAULT-VALUE}, text generation)",
            defaultValue = "5050")
    private int kind;

    @Option(names = "--output", paramLabel = "MIME", description = "The output's type")
    private @Nullable String mime;

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A parameter of the job, such as temperature=0.2")
    private @Nullable Map<String, String> parameters;

    @Option(
            names = "--private",
            description =
                    "Encrypt the job for its --provider (NIP-44); relays see neither prompt nor result")
    private boolean hidden;

    @Option(
            names = "--encryption",
            paramLabel = "NIP",
            description = "nip44, or nip04 for a provider that knows nothing newer")
    private @Nullable JobEncryption encryption;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description =
                    "Choose among quotes by: cheapest, fastest, balanced or first (default: as the buyer is configured)")
    private @Nullable SelectionPolicy policy;

    @Option(
            names = "--window",
            paramLabel = "MILLISECONDS",
            description = "How long to collect quotes after the first")
    private @Nullable Integer window;

    @Option(
            names = "--allow",
            split = ",",
            paramLabel = "NPUB|HEX",
            description = "Pay nobody but these; everybody may still quote")
    private @Nullable List<String> allow;

    @Option(names = "--deny", split = ",", paramLabel = "NPUB|HEX", description = "Never pay these")
    private @Nullable List<String> deny;

    private @Nullable JobChoice choice() {
        return policy == null && window == null && allow == null && deny == null
                ? null
                : new JobChoice(policy, window, allow, deny);
    }

    SubmitJob request(boolean autoPay) {
        JobEncryption clear = hidden ? JobEncryption.NIP44 : JobEncryption.NONE;
        return new SubmitJob(
                "-".equals(prompt) ? readInput() : prompt,
                null,
                kind,
                model,
                parameters,
                mime,
                bid,
                providers,
                relays,
                timeout,
                autoPay,
                encryption == null ? clear : encryption,
                choice());
    }

    int timeoutSeconds() {
        return timeout;
    }

    String shownPrompt() {
        return prompt;
    }

    private static String readInput() {
        try {
            return new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .strip();
        } catch (java.io.IOException e) {
            throw new dev.pylon.cli.CommandFailure(
                    dev.pylon.cli.ExitCode.USAGE,
                    "Standard input can't be read: " + e.getMessage());
        }
    }
}
