package dev.pylon.bridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.pylon.bridge", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule features_have_no_cycles =
            slices().matching("dev.pylon.bridge.(*)..").should().beFreeOfCycles();

    /** It is a process of its own, which starts fast and knows nothing of the agent. */
    @ArchTest
    static final ArchRule the_simulator_knows_no_framework =
            noClasses()
                    .that()
                    .resideInAPackage("dev.pylon.bridge.simulator..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.springframework..",
                            "reactor..",
                            "dev.pylon.bridge.process..",
                            "dev.pylon.bridge.proxy..");

    @ArchTest
    static final ArchRule no_other_service_is_known =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.pylon.wallet..",
                            "dev.pylon.provider..",
                            "dev.pylon.relay..",
                            "dev.pylon.buyer..",
                            "dev.pylon.cli..");

    @ArchTest
    static final ArchRule names_say_what_things_are =
            classes().should().haveNameNotMatching(".*(Impl|Manager|Helper|Util|Utils|Data|Info)$");
}
