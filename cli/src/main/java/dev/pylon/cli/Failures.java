package dev.pylon.cli;

import dev.pylon.kit.client.RemoteProblem;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns what went wrong into a sentence and an exit status. People see no stack trace, unless
 * PYLON_DEBUG is set.
 */
final class Failures implements IExecutionExceptionHandler {
    private static final int UNAUTHORIZED = 401;
    private static final int PAYMENT_REQUIRED = 402;
    private static final int SERVER_ERROR = 500;

    @Override
    public int handleExecutionException(
            Exception thrown, CommandLine commandLine, ParseResult parsed) {
        if (System.getenv("PYLON_DEBUG") != null) {
            thrown.printStackTrace();
        }
        Throwable failure = reactor.core.Exceptions.unwrap(thrown);
        int code = exitCode(failure);
        String sentence = sentence(failure);
        if (parsed.expandedArgs().contains("--json")) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("status", "error");
            document.put("error", sentence);
            document.put("exitCode", code);
            new Output(System.out).json(document);
        } else {
            System.err.println(sentence);
        }
        return code;
    }

    private static int exitCode(Throwable failure) {
        return switch (failure) {
            case CommandFailure known -> known.exitCode();
            case RemoteProblem problem when problem.status() == PAYMENT_REQUIRED ->
                    ExitCode.PAYMENT;
            case RemoteProblem problem when problem.status() >= SERVER_ERROR ->
                    ExitCode.UNREACHABLE;
            case RemoteProblem problem -> ExitCode.FAILED;
            case WebClientRequestException unreachable -> ExitCode.UNREACHABLE;
            default -> ExitCode.FAILED;
        };
    }

    private static String sentence(Throwable failure) {
        return switch (failure) {
            case RemoteProblem problem when problem.status() == UNAUTHORIZED ->
                    problem.getMessage()
                            + " (the home's API keys do not match the running services; is PYLON_HOME right?)";
            case WebClientRequestException unreachable ->
                    unreachable.getUri() + " does not answer. Is Pylon up? Start it with: pylon up";
            case IllegalStateException timeout
                    when String.valueOf(timeout.getMessage()).startsWith("Timeout on blocking") ->
                    "The service did not answer in time. What it says is in the log; pylon doctor tells more.";
            default ->
                    failure.getMessage() == null
                            ? failure.getClass().getSimpleName()
                            : failure.getMessage();
        };
    }
}
