package dev.pylon.kit.client;

/** Another service's refusal: an error that it has told as problem details. */
public final class RemoteProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String PREFIX = "urn:pylon:problem:";

    private final int status;
    private final String code;

    RemoteProblem(int status, String type, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : type;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /**
     * The stable code, such as {@code insufficient-funds}; {@code about:blank} if the answer was no
     * problem of ours.
     */
    public String code() {
        return code;
    }

    @Override
    public String getMessage() {
        return code + ": " + super.getMessage();
    }

    /** The sentence that says what to do. */
    public String detail() {
        return String.valueOf(super.getMessage());
    }
}
