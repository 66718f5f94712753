package dev.pylon.wallet.alarm;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises alarms: a line in the log at ERROR, and a counter that alerts are made on. */
public final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    private final Map<Alarm, Counter> counters = new EnumMap<>(Alarm.class);

    public Alarms(MeterRegistry metrics) {
        for (Alarm alarm : Alarm.values()) {
            counters.put(
                    alarm,
                    Counter.builder("wallet.alarms")
                            .description("Things a person has to look at")
                            .tag("alarm", alarm.word())
                            .register(metrics));
        }
    }

    /**
     * @param about a payment hash or the like; no secrets
     */
    public void raise(Alarm alarm, String about, String detail) {
        Objects.requireNonNull(counters.get(alarm)).increment();
        LOG.error("wallet-alarm alarm={} about={} detail={}", alarm.word(), about, detail);
    }

    /** How often it was raised by this process. */
    public long count(Alarm alarm) {
        return (long) Objects.requireNonNull(counters.get(alarm)).count();
    }
}
