package dev.pylon.provider;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.pylon.provider",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule features_have_no_cycles =
            slices().matching("dev.pylon.provider.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule backends_know_nothing_of_the_market =
            noClasses()
                    .that()
                    .resideInAPackage("dev.pylon.provider.backend..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.pylon.nostr..", "dev.pylon.relayclient..");

    @ArchTest
    static final ArchRule the_wallet_is_called_through_its_guard =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.pylon.provider.wallet..")
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("dev.pylon.api.wallet.WalletApi");

    @ArchTest
    static final ArchRule no_other_service_is_known =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.pylon.wallet..",
                            "dev.pylon.buyer..",
                            "dev.pylon.relay..",
                            "dev.pylon.bridge..",
                            "dev.pylon.cli..");

    @ArchTest
    static final ArchRule names_say_what_things_are =
            classes().should().haveNameNotMatching(".*(Impl|Manager|Helper|Util|Utils|Data|Info)$");
}
