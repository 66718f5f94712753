package dev.pylon.wallet.backend;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What calls to a backend are held to ({@code pylon.wallet.backend-limits}).
 *
 * @param questionTimeout for invoices, look-ups and balances
 * @param paymentTimeout after which a payment's outcome is called unknown and looked up instead
 * @param paymentGrace how much longer than that the call itself may take
 * @param concurrentQuestions at one time; more are refused
 * @param concurrentPayments at one time; more wait in the database
 * @param breakerWindow so many calls are looked at, and half of them failing opens the breaker
 * @param breakerPause how long it stays open
 */
public record BackendLimits(
        @DefaultValue("10s") Duration questionTimeout,
        @DefaultValue("60s") Duration paymentTimeout,
        @DefaultValue("5s") Duration paymentGrace,
        @DefaultValue("256") int concurrentQuestions,
        @DefaultValue("32") int concurrentPayments,
        @DefaultValue("20") int breakerWindow,
        @DefaultValue("10s") Duration breakerPause) {}
