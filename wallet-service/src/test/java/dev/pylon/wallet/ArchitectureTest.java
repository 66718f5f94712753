package dev.pylon.wallet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.pylon.wallet", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES =
            slices().matching("dev.pylon.wallet.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule FEATURES_KNOW_NO_REST =
            noClasses()
                    .that()
                    .resideInAPackage("dev.pylon.wallet.*..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.pylon.api..",
                            "dev.pylon.kit.auth..",
                            "dev.pylon.kit.problem..",
                            "org.springframework.web..");

    @ArchTest
    static final ArchRule THE_LEDGER_KNOWS_NOTHING_ABOVE_IT =
            classes()
                    .that()
                    .resideInAPackage("dev.pylon.wallet.ledger")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.pylon.wallet.ledger",
                            "dev.pylon.primitives",
                            "java..",
                            "org.jspecify..",
                            "org.springframework.r2dbc..",
                            "io.r2dbc..",
                            "reactor..",
                            "org.reactivestreams..");

    @ArchTest
    static final ArchRule NO_OTHER_SERVICE =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.pylon.relay..",
                            "dev.pylon.buyer..",
                            "dev.pylon.provider..",
                            "dev.pylon.bridge..",
                            "dev.pylon.cli..");
}
