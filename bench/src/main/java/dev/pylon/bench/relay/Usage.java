package dev.pylon.bench.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** CPU seconds that were used, from Linux's {@code /proc}. Not a number where it can't be known. */
record Usage(double relay, double database, double generator) {
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER = 11;
    private static final int CHILDREN = 13;
    private static final int AFTER = 15;

    static Usage now(@Nullable ProcessHandle relay, @Nullable ProcessHandle database) {
        // the relay may be this process's child, and is not the generator's
        double own = ticks(ProcessHandle.current().pid(), CHILDREN) / TICKS_PER_SECOND;
        return new Usage(of(relay), of(database), own);
    }

    Usage since(Usage before) {
        return new Usage(
                relay - before.relay, database - before.database, generator - before.generator);
    }

    /** Of a process, its living descendants, and those of its children that have ended. */
    private static double of(@Nullable ProcessHandle process) {
        if (process == null) {
            return Double.NaN;
        }
        long own = ticks(process.pid(), AFTER);
        long living = process.descendants().mapToLong(one -> ticks(one.pid(), CHILDREN)).sum();
        return (own + living) / TICKS_PER_SECOND;
    }

    /** The sum of the fields from utime to before that one, counted after the command's name. */
    private static long ticks(long pid, int end) {
        try {
            return ticks(Files.readString(Path.of("/proc/" + pid + "/stat")), end);
        } catch (IOException ended) {
            return 0;
        }
    }

    static long ticks(String stat, int end) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Stream.of(fields).skip(USER).limit(end - USER).mapToLong(Long::parseLong).sum();
    }
}
