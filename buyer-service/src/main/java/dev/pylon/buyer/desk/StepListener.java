package dev.pylon.buyer.desk;

import dev.pylon.buyer.course.Step;

/** Hears of every step of this process once it is durable, in the order of each job. */
@FunctionalInterface
public interface StepListener {
    /** Must neither block nor throw. */
    void committed(Step step);
}
