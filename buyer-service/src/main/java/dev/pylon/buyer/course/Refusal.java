package dev.pylon.buyer.course;

import dev.pylon.buyer.job.Problem;

/** A person asked for something that cannot be done with the job as it is. */
public record Refusal(Problem problem) {
    static Refusal of(String code, String sentence) {
        return new Refusal(new Problem(code, sentence));
    }
}
