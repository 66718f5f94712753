package dev.pylon.buyer.submit;

import dev.pylon.api.buyer.InputData;
import dev.pylon.api.buyer.InputType;
import dev.pylon.api.buyer.JobEncryption;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.buyer.job.Preference;
import dev.pylon.buyer.job.Terms;
import dev.pylon.buyer.settings.BuyerSettings;
import dev.pylon.buyer.settings.PylonSettings;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.Encryption;
import dev.pylon.nostr.market.JobInput;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.relayclient.RelayUrl;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes signed requests of what callers ask for, or says what is wrong with it. */
@Component
class Requests {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT_BYTES = 8;
    private static final int MAX_PARAMS = 50;
    private static final int MAX_NAME = 100;

    private final SecretKey identity;
    private final List<RelayUrl> ownRelays;
    private final BuyerSettings settings;

    Requests(SecretKey identity, PylonSettings pylon, BuyerSettings settings) {
        this.identity = identity;
        this.ownRelays = pylon.relayUrls();
        this.settings = settings;
    }

    /**
     * @throws ProblemException 400, saying what to change
     */
    Terms terms(SubmitJob asked, String account, Instant now) {
        List<JobInput> inputs = inputs(asked);
        Map<String, String> parameters = parameters(asked);
        requireSmall(inputs, parameters);
        Set<PublicKey> providers = providers(asked);
        Preference preference = new Preferences(settings).of(asked.choice(), providers);
        Encryption encryption = encryption(asked, providers);
        List<RelayUrl> relays = relays(asked);
        boolean autoPay = Boolean.TRUE.equals(asked.autoPay());
        if (autoPay && asked.bidMsat() == null) {
            throw ProblemException.badRequest(
                    "bid-missing",
                    "autoPay needs bidMsat: nothing is paid by itself without a limit.");
        }
        EventTemplate template = template(asked, inputs, parameters, relays, providers, encryption);
        return new Terms(
                salted(template).withCreatedAt(now).sign(identity),
                account,
                prompt(inputs),
                parameters.get("model"),
                asked.bidMsat(),
                autoPay,
                providers,
                relays,
                now,
                patience(asked),
                preference);
    }

    private EventTemplate template(
            SubmitJob asked,
            List<JobInput> inputs,
            Map<String, String> parameters,
            List<RelayUrl> relays,
            Set<PublicKey> providers,
            Encryption encryption) {
        int kind = kind(asked);
        try {
            return JobRequests.template(
                    kind,
                    inputs,
                    parameters,
                    Optional.ofNullable(asked.output()).filter(output -> !output.isBlank()),
                    Optional.ofNullable(asked.bidMsat()),
                    relays.stream().map(RelayUrl::value).toList(),
                    providers,
                    encryption,
                    identity);
        } catch (IllegalArgumentException tooLarge) {
            throw ProblemException.badRequest(
                    "input-too-large",
                    "The inputs can't be encrypted: " + tooLarge.getMessage() + ". Shorten them.");
        }
    }

    /** The same words asked twice within a second are two jobs, so their events must differ. */
    private static EventTemplate salted(EventTemplate template) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return template.withTags(
                template.tags().plus(Tag.of("salt", HexFormat.of().formatHex(salt))));
    }

    private static int kind(SubmitJob asked) {
        int kind = asked.kind() == null ? Kinds.TEXT_GENERATION : asked.kind();
        if (!Kinds.isJobRequest(kind)) {
            throw ProblemException.badRequest(
                    "invalid-kind", "kind is from 5000 to 5999, not " + kind + ".");
        }
        return kind;
    }

    private static List<JobInput> inputs(SubmitJob asked) {
        boolean prompt = asked.prompt() != null && !asked.prompt().isBlank();
        boolean inputs = asked.inputs() != null && !asked.inputs().isEmpty();
        if (prompt == inputs) {
            throw ProblemException.badRequest(
                    "missing-input", "Say what to do in either prompt or inputs, in one of them.");
        }
        if (asked.prompt() != null && prompt) {
            return List.of(JobInput.text(asked.prompt()));
        }
        List<JobInput> read = new ArrayList<>();
        for (InputData input : asked.inputs() == null ? List.<InputData>of() : asked.inputs()) {
            read.add(input(input));
        }
        return read;
    }

    private static JobInput input(@Nullable InputData input) {
        if (input == null || input.data() == null || input.data().isBlank()) {
            throw ProblemException.badRequest("missing-input", "Each of inputs has data.");
        }
        InputType type = input.type() == null ? InputType.TEXT : input.type();
        return new JobInput(
                input.data(),
                switch (type) {
                    case TEXT -> JobInput.Type.TEXT;
                    case URL -> JobInput.Type.URL;
                    case EVENT -> JobInput.Type.EVENT;
                    case JOB -> JobInput.Type.JOB;
                },
                Optional.ofNullable(input.relay()),
                Optional.ofNullable(input.marker()));
    }

    private static Map<String, String> parameters(SubmitJob asked) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (asked.model() != null && !asked.model().isBlank()) {
            parameters.put("model", asked.model().strip());
        }
        if (asked.params() != null) {
            asked.params()
                    .forEach(
                            (name, value) -> parameters.putIfAbsent(name(name), text(name, value)));
        }
        if (parameters.size() > MAX_PARAMS) {
            throw ProblemException.badRequest(
                    "invalid-params", "A job has at most " + MAX_PARAMS + " params.");
        }
        return parameters;
    }

    private static String name(String name) {
        String normal = name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        if (normal.isEmpty() || normal.length() > MAX_NAME) {
            throw ProblemException.badRequest(
                    "invalid-params", "The name of a param has 1 to " + MAX_NAME + " characters.");
        }
        return normal;
    }

    private static String text(String name, @Nullable String value) {
        if (value == null) {
            throw ProblemException.badRequest(
                    "invalid-params", "The param " + name + " has no value.");
        }
        return value;
    }

    private void requireSmall(List<JobInput> inputs, Map<String, String> parameters) {
        long bytes = 0;
        for (JobInput input : inputs) {
            bytes += size(input.data());
        }
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            bytes += size(parameter.getKey()) + size(parameter.getValue());
        }
        if (bytes > settings.maxInput().toBytes()) {
            throw ProblemException.badRequest(
                    "input-too-large",
                    "The inputs have "
                            + bytes
                            + " bytes; this buyer takes "
                            + settings.maxInput().toBytes()
                            + ".");
        }
    }

    /** What is encrypted is for one reader, so one provider is named. */
    private static Encryption encryption(SubmitJob asked, Set<PublicKey> providers) {
        Encryption encryption =
                switch (asked.encryption() == null ? JobEncryption.NONE : asked.encryption()) {
                    case NONE -> Encryption.NONE;
                    case NIP44 -> Encryption.NIP44;
                    case NIP04 -> Encryption.NIP04;
                };
        if (encryption == Encryption.NONE) {
            return encryption;
        }
        if (providers.size() != 1) {
            throw ProblemException.badRequest(
                    "provider-missing",
                    "An encrypted job is for exactly one provider: name it in providers.");
        }
        return encryption;
    }

    private static long size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private Set<PublicKey> providers(SubmitJob asked) {
        List<String> named = asked.providers() == null ? List.of() : asked.providers();
        return new LinkedHashSet<>(
                read("providers", named, settings.maxProviders(), PublicKeys::parse));
    }

    private List<RelayUrl> relays(SubmitJob asked) {
        List<String> named = asked.relays() == null ? List.of() : asked.relays();
        List<RelayUrl> relays =
                read("relays", named, settings.maxRelays(), RelayUrl::of).stream()
                        .distinct()
                        .toList();
        if (!relays.isEmpty()) {
            return relays;
        }
        if (ownRelays.isEmpty()) {
            throw ProblemException.badRequest(
                    "relays-missing", "This buyer has no relays of its own: name some in relays.");
        }
        return ownRelays;
    }

    static <T> List<T> read(String what, List<String> texts, int max, Function<String, T> reader) {
        if (texts.size() > max) {
            throw ProblemException.badRequest(
                    "invalid-" + what, "A job names at most " + max + " " + what + ".");
        }
        List<T> read = new ArrayList<>();
        for (String text : texts) {
            try {
                read.add(reader.apply(String.valueOf(text)));
            } catch (IllegalArgumentException e) {
                throw ProblemException.badRequest(
                        "invalid-" + what,
                        "'" + text + "' in " + what + ": " + e.getMessage() + ".");
            }
        }
        return read;
    }

    private Duration patience(SubmitJob asked) {
        if (asked.timeoutSeconds() == null) {
            return settings.timeout();
        }
        long most = settings.maxTimeout().toSeconds();
        if (asked.timeoutSeconds() < 1 || asked.timeoutSeconds() > most) {
            throw ProblemException.badRequest(
                    "invalid-timeout", "timeoutSeconds is from 1 to " + most + ".");
        }
        return Duration.ofSeconds(asked.timeoutSeconds());
    }

    private static String prompt(List<JobInput> inputs) {
        return inputs.stream().map(JobInput::data).collect(Collectors.joining("\n\n"));
    }
}
