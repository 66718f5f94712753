package dev.pylon.cli.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What one thing was found to be.
 *
 * @param detail what was seen, or what is wrong
 * @param advice what to do; null if nothing
 */
record Check(String name, Verdict verdict, String detail, @Nullable String advice) {
    enum Verdict {
        OK("ok  "),
        NOTE("note"),
        WARN("warn"),
        FAIL("FAIL");

        private final String shown;

        Verdict(String shown) {
            this.shown = shown;
        }

        String shown() {
            return shown;
        }
    }

    static Check ok(String name, String detail) {
        return new Check(name, Verdict.OK, detail, null);
    }

    /** Something that is not there, and need not be. */
    static Check note(String name, String detail) {
        return new Check(name, Verdict.NOTE, detail, null);
    }

    static Check warn(String name, String detail, String advice) {
        return new Check(name, Verdict.WARN, detail, advice);
    }

    static Check fail(String name, String detail, String advice) {
        return new Check(name, Verdict.FAIL, detail, advice);
    }
}
