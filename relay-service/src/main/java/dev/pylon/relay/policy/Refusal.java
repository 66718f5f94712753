package dev.pylon.relay.policy;

/**
 * Why something is not done, in NIP-01's form: a prefix of one word for programs, then words for
 * people.
 */
public record Refusal(String message) {
    public static Refusal invalid(String why) {
        return new Refusal("invalid: " + why);
    }

    public static Refusal authRequired(String why) {
        return new Refusal("auth-required: " + why);
    }

    public static Refusal restricted(String why) {
        return new Refusal("restricted: " + why);
    }

    public static Refusal blocked(String why) {
        return new Refusal("blocked: " + why);
    }

    public static Refusal rateLimited(String why) {
        return new Refusal("rate-limited: " + why);
    }

    public static Refusal pow(String why) {
        return new Refusal("pow: " + why);
    }

    public static Refusal error(String why) {
        return new Refusal("error: " + why);
    }

    public static Refusal unsupported(String why) {
        return new Refusal("unsupported: " + why);
    }
}
