package dev.pylon.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may use which, as docs/architecture.md has it. */
@AnalyzeClasses(packages = "dev.pylon", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRulesTest {
    private static final String[] SERVICES = {
        "dev.pylon.relay..",
        "dev.pylon.wallet..",
        "dev.pylon.provider..",
        "dev.pylon.buyer..",
        "dev.pylon.bridge.."
    };

    @ArchTest
    static void aServiceNeverUsesAnother(JavaClasses all) {
        for (String one : SERVICES) {
            for (String other : SERVICES) {
                if (!one.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(one)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(other)
                            .check(all);
                }
            }
        }
    }

    @ArchTest
    static final ArchRule protocolsKnowNoFramework =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.pylon.primitives..", "dev.pylon.nostr..", "dev.pylon.lightning..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.springframework..",
                            "reactor..",
                            "io.netty..",
                            "java.net..",
                            "java.sql..");

    @ArchTest
    static final ArchRule primitivesUseNothingOfOurs =
            classes()
                    .that()
                    .resideInAPackage("dev.pylon.primitives..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideOutsideOfPackages(
                            "dev.pylon.nostr..",
                            "dev.pylon.lightning..",
                            "dev.pylon.api..",
                            "dev.pylon.kit..",
                            "dev.pylon.relayclient..");

    @ArchTest
    static final ArchRule nostrAndLightningDoNotMeet =
            noClasses()
                    .that()
                    .resideInAPackage("dev.pylon.nostr..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.pylon.lightning..",
                            "dev.pylon.api..",
                            "dev.pylon.kit..",
                            "dev.pylon.relayclient..");

    @ArchTest
    static final ArchRule lightningStandsAlone =
            noClasses()
                    .that()
                    .resideInAPackage("dev.pylon.lightning..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.pylon.nostr..",
                            "dev.pylon.api..",
                            "dev.pylon.kit..",
                            "dev.pylon.relayclient..");

    @ArchTest
    static final ArchRule theRelayClientKnowsOnlyNostr =
            noClasses()
                    .that()
                    .resideInAPackage("dev.pylon.relayclient..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.pylon.lightning..",
                            "dev.pylon.api..",
                            "dev.pylon.kit..",
                            "org.springframework..");

    @ArchTest
    static final ArchRule contractsKnowOnlyPrimitives =
            noClasses()
                    .that()
                    .resideInAPackage("dev.pylon.api..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.pylon.nostr..",
                            "dev.pylon.lightning..",
                            "dev.pylon.kit..",
                            "dev.pylon.relayclient..");

    @ArchTest
    static final ArchRule theKitKnowsNoService =
            noClasses()
                    .that()
                    .resideInAPackage("dev.pylon.kit..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SERVICES);

    @ArchTest
    static final ArchRule theRelayHasNoMoney =
            noClasses()
                    .that()
                    .resideInAPackage("dev.pylon.relay..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.pylon.lightning..", "dev.pylon.relayclient..");

    @ArchTest
    static final ArchRule thereAreNoCyclesBetweenPackages =
            slices().matching("dev.pylon.(*).(*)..").should().beFreeOfCycles();
}
