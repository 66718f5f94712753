package dev.pylon.kit.problem;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** An error that the caller is told, with a stable type and a sentence that says what to do. */
public final class ProblemException extends ErrorResponseException {
    private static final long serialVersionUID = 1L;
    private static final String PREFIX = "urn:pylon:problem:";

    private final String code;

    private ProblemException(HttpStatus status, String code, ProblemDetail body) {
        super(status, body, null);
        this.code = code;
    }

    /**
     * @param code lower case with hyphens, such as {@code insufficient-funds}; part of the contract
     * @param detail what is wrong and what to do
     */
    public static ProblemException of(HttpStatus status, String code, String detail) {
        return new ProblemException(status, code, body(status, code, detail));
    }

    public static ProblemException badRequest(String code, String detail) {
        return of(HttpStatus.BAD_REQUEST, code, detail);
    }

    public static ProblemException notFound(String detail) {
        return of(HttpStatus.NOT_FOUND, "not-found", detail);
    }

    public static ProblemException conflict(String code, String detail) {
        return of(HttpStatus.CONFLICT, code, detail);
    }

    public String code() {
        return code;
    }

    @Override
    public String getMessage() {
        return code + ": " + getBody().getDetail();
    }

    static ProblemDetail body(HttpStatus status, String code, String detail) {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
        body.setType(URI.create(PREFIX + code));
        body.setTitle(status.getReasonPhrase());
        return body;
    }
}
