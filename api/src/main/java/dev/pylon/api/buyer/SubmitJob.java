package dev.pylon.api.buyer;

import dev.pylon.primitives.Msat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job to be bought. Either {@code prompt} or {@code inputs} says what to do.
 *
 * @param kind 5050 (text generation) if null
 * @param bidMsat the most that may be paid; null means that nothing is paid without a decision by a
 *     person
 * @param providers npub or hex; one targets, several ask these only, none broadcasts
 * @param relays ws or wss addresses; the service's own if null or empty
 * @param timeoutSeconds how long to wait for the result; the service's own if null
 * @param autoPay pay the first acceptable quote within bid and budget; false waits for {@code pay}
 * @param encryption hides inputs, params and answers from all but the one provider, which must be
 *     named; what relays still see is who asks whom, the kind and the bid
 * @param choice how the provider is chosen; as the service is configured if null
 */
public record SubmitJob(
        @Schema(example = "Why is the sky blue?") @Nullable String prompt,
        @Nullable List<InputData> inputs,
        @Schema(example = "5050") @Nullable Integer kind,
        @Schema(example = "simulated") @Nullable String model,
        @Nullable Map<String, String> params,
        @Schema(example = "text/plain") @Nullable String output,
        @Schema(example = "50000") @Nullable Msat bidMsat,
        @Nullable List<String> providers,
        @Nullable List<String> relays,
        @Schema(example = "60") @Nullable Integer timeoutSeconds,
        @Schema(example = "true") @Nullable Boolean autoPay,
        @Schema(example = "none") @Nullable JobEncryption encryption,
        @Schema(description = "How the provider is chosen; null: as the service is configured")
                @Nullable JobChoice choice) {
    /** In the clear, its provider chosen as the service is configured. */
    public SubmitJob(
            @Nullable String prompt,
            @Nullable List<InputData> inputs,
            @Nullable Integer kind,
            @Nullable String model,
            @Nullable Map<String, String> params,
            @Nullable String output,
            @Nullable Msat bidMsat,
            @Nullable List<String> providers,
            @Nullable List<String> relays,
            @Nullable Integer timeoutSeconds,
            @Nullable Boolean autoPay) {
        this(
                prompt,
                inputs,
                kind,
                model,
                params,
                output,
                bidMsat,
                providers,
                relays,
                timeoutSeconds,
                autoPay,
                null,
                null);
    }

    public SubmitJob encrypted(JobEncryption how) {
        return new SubmitJob(
                prompt,
                inputs,
                kind,
                model,
                params,
                output,
                bidMsat,
                providers,
                relays,
                timeoutSeconds,
                autoPay,
                how,
                choice);
    }

    /** The same job, its provider chosen in this way. */
    public SubmitJob choosing(@Nullable JobChoice how) {
        return new SubmitJob(
                prompt,
                inputs,
                kind,
                model,
                params,
                output,
                bidMsat,
                providers,
                relays,
                timeoutSeconds,
                autoPay,
                encryption,
                how);
    }
}
