package io.crosslift;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Arrows between packages point one way. */
@AnalyzeClasses(packages = "io.crosslift", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] NUMERIC = {
        "io.crosslift.attribution.rules..",
        "io.crosslift.attribution.markov..",
        "io.crosslift.attribution.shapley..",
        "io.crosslift.pathfile..",
        "io.crosslift.unitfile..",
        "io.crosslift.tablefile..",
        "io.crosslift.attribution.logistic..",
        "io.crosslift.lift.assign..",
        "io.crosslift.lift.calibrate..",
        "io.crosslift.lift.estimate..",
        "io.crosslift.lift.geo..",
        "io.crosslift.lift.power..",
        "io.crosslift.lift.sequential..",
        "io.crosslift.lift.simulate..",
        "io.crosslift.finance.booking..",
        "io.crosslift.finance.ledger..",
        "io.crosslift.kpi.statistics..",
        "io.crosslift.lift.wedge..",
        "io.crosslift.marketfile..",
        "io.crosslift.propensity.ranking..",
        "io.crosslift.recurring.movement.."
    };
    private static final String[] DOMAIN = {
        "io.crosslift.source..",
        "io.crosslift.expansion..",
        "io.crosslift.recurring..",
        "io.crosslift.journey..",
        "io.crosslift.attribution..",
        "io.crosslift.lift..",
        "io.crosslift.propensity..",
        "io.crosslift.kpi..",
        "io.crosslift.finance..",
        "io.crosslift.simulate.."
    };

    @ArchTest
    static final ArchRule NUMERIC_PACKAGES_SEE_NO_SPARK = noClasses()
            .that()
            .resideInAnyPackage(NUMERIC)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "io.delta..", "io.crosslift.config..", "io.crosslift.schema..");

    @ArchTest
    static final ArchRule MADE_LIVES_SEE_NO_SPARK = noClasses()
            .that()
            .resideInAnyPackage("io.crosslift.simulate.world..", "io.crosslift.simulate.score..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "io.delta..", "io.crosslift.schema..");

    @ArchTest
    static final ArchRule ONLY_THE_LAKE_SEES_DELTA = noClasses()
            .that()
            .resideOutsideOfPackage("io.crosslift.lake..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.delta..", "org.apache.spark.sql.delta..");

    @ArchTest
    static final ArchRule ONLY_CONFIG_SEES_THE_CONFIGURATION_LIBRARY = noClasses()
            .that()
            .resideOutsideOfPackage("io.crosslift.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.typesafe.config..");

    @ArchTest
    static final ArchRule ONLY_THE_COMMANDS_SEE_THE_JOBS = classes()
            .that()
            .resideInAPackage("io.crosslift.job..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAnyPackage("io.crosslift.job..", "io.crosslift.cli..");

    @ArchTest
    static final ArchRule ONLY_JOBS_SEE_THE_LAKE = classes()
            .that()
            .resideInAPackage("io.crosslift.lake..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAnyPackage("io.crosslift.lake..", "io.crosslift.job..");

    @ArchTest
    static final ArchRule TABLES_ARE_DECLARED_WITHOUT_KNOWING_WHO_USES_THEM = noClasses()
            .that()
            .resideInAPackage("io.crosslift.schema..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.crosslift.config..",
                    "io.crosslift.lake..",
                    "io.crosslift.source..",
                    "io.crosslift.job..",
                    "io.crosslift.kpi..");

    @ArchTest
    static final ArchRule THE_DOMAIN_SEES_NEITHER_LAKE_NOR_COMMANDS = noClasses()
            .that()
            .resideInAnyPackage(DOMAIN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.crosslift.lake..", "io.crosslift.job..", "io.crosslift.cli..");

    @ArchTest
    static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
            slices().matching("io.crosslift.(*)..").should().beFreeOfCycles();
}
