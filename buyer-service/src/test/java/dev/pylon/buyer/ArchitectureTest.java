package dev.pylon.buyer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.pylon.buyer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule features_have_no_cycles =
            slices().matching("dev.pylon.buyer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule decisions_know_no_framework =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.pylon.buyer.job..",
                            "dev.pylon.buyer.course..",
                            "dev.pylon.buyer.select..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.springframework..", "reactor..", "io.r2dbc..");

    @ArchTest
    static final ArchRule no_other_service_is_known =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.pylon.wallet..",
                            "dev.pylon.provider..",
                            "dev.pylon.relay..",
                            "dev.pylon.bridge..",
                            "dev.pylon.cli..");

    @ArchTest
    static final ArchRule names_say_what_things_are =
            classes().should().haveNameNotMatching(".*(Impl|Manager|Helper|Util|Utils|Data|Info)$");
}
