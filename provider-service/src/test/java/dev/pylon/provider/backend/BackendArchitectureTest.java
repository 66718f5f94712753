package dev.pylon.provider.backend;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.pylon.provider",
        importOptions = ImportOption.DoNotIncludeTests.class)
class BackendArchitectureTest {
    @ArchTest
    static final ArchRule FAMILIES_HAVE_NO_CYCLES =
            slices().matching("dev.pylon.provider.backend.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOBODY_ELSE_KNOWS_A_FAMILY =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.pylon.provider.backend.*..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.pylon.provider.backend.*..");
}
