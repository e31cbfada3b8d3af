package dev.mooring.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.mooring.controlplane.Main;
import dev.mooring.controlplane.storage.BlobHost;

@AnalyzeClasses(packages = "dev.mooring", importOptions = DoNotIncludeTests.class)
final class ModuleRulesTest {

  /** The scheduling core decides from values: the JDK, without its I/O, threads and clocks. */
  @ArchTest
  static final ArchRule schedulingKnowsTheJdkOnly =
      classes()
          .that()
          .resideInAPackage("dev.mooring.scheduling..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.mooring.scheduling..",
                  "java.lang..",
                  "java.util..",
                  "java.time..",
                  "java.math..",
                  "java.text..",
                  "org.jspecify.."));

  @ArchTest
  static final ArchRule decisionsDoNoInputOrOutput =
      noClasses()
          .that()
          .resideInAnyPackage("dev.mooring.scheduling..", "dev.mooring.training..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.io..",
              "java.net..",
              "java.nio.file..",
              "java.util.concurrent..",
              "java.util.logging..",
              "org.slf4j..",
              "io.fabric8.kubernetes.client.dsl..",
              "io.javaoperatorsdk..");

  @ArchTest
  static final ArchRule decisionsReadNoClock =
      noClasses()
          .that()
          .resideInAnyPackage("dev.mooring.scheduling..", "dev.mooring.training..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Math.class, "random");

  /**
   * Custom resources extend a class of the client's API; beyond that the client stays in cluster.
   */
  @ArchTest
  static final ArchRule onlyClusterHoldsAKubernetesClient =
      noClasses()
          .that(
              resideInAPackage("dev.mooring..")
                  .and(resideInAPackage("dev.mooring.cluster..").negate()))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.fabric8.kubernetes.client..", "io.javaoperatorsdk..")
                  .and(
                      com.tngtech.archunit.core.domain.JavaClass.Predicates.type(
                              io.fabric8.kubernetes.client.CustomResource.class)
                          .negate())
                  .and(resideInAPackage("io.fabric8.kubernetes.client.utils").negate()));

  @ArchTest
  static final ArchRule onlyHelmRunsHelm =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.mooring.helm..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.marcnuri.helm..");

  /** Progress and images start before Maven has fetched anything. */
  @ArchTest
  static final ArchRule theBuildNeedsTheJdkOnly =
      classes()
          .that()
          .resideInAnyPackage("dev.mooring.progress..", "dev.mooring.images..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.mooring.progress..",
                  "dev.mooring.images..",
                  "java..",
                  "javax..",
                  "com.sun.management..",
                  "com.sun.net.httpserver..",
                  "org.jspecify.."));

  @ArchTest
  static final ArchRule theAgentKnowsNoServer =
      noClasses()
          .that()
          .resideInAnyPackage("dev.mooring.agent..", "dev.mooring.cluster..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.mooring.helm..",
              "dev.mooring.cli..",
              "dev.mooring.embedded..",
              "dev.mooring.images..");

  /** Server and agent share what they say to each other, and how it is carried. */
  @ArchTest
  static final ArchRule serverAndAgentMeetInApiAndTunnelOnly =
      noClasses()
          .that()
          .resideInAnyPackage("dev.mooring.agent..", "dev.mooring.cluster..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.mooring.controlplane..",
              "dev.mooring.store..",
              "dev.mooring.blob..",
              "dev.mooring.testkit..");

  @ArchTest
  static final ArchRule theServerKnowsNoAgent =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.mooring.controlplane..", "dev.mooring.store..", "dev.mooring.blob..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.mooring.agent..",
              "dev.mooring.scheduling..",
              "dev.mooring.training..",
              "dev.mooring.cli..",
              "dev.mooring.embedded..",
              "dev.mooring.images..");

  /** What both ends agree on: words and bytes, and nothing of what either does with them. */
  @ArchTest
  static final ArchRule whatIsSharedKnowsNobody =
      noClasses()
          .that()
          .resideInAnyPackage("dev.mooring.api..", "dev.mooring.tunnel..", "dev.mooring.blob..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.mooring..")
                  .and(
                      resideInAnyPackage(
                              "dev.mooring.api..", "dev.mooring.tunnel..", "dev.mooring.blob..")
                          .negate()));

  @ArchTest
  static final ArchRule onlyTheStoreSpeaksToADatabase =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.mooring.store.postgres..", "dev.mooring.testkit..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..",
              "javax.sql..",
              "org.jdbi..",
              "org.flywaydb..",
              "org.postgresql..",
              "com.zaxxer..");

  @ArchTest
  static final ArchRule onlyTheTunnelKnowsNetty =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.mooring.tunnel..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  /** Main gives the host its folder; all else of the control plane sees ports. */
  @ArchTest
  static final ArchRule onlyTheHostAndTheCommandKnowBlobs =
      noClasses()
          .that(
              resideInAPackage("dev.mooring..")
                  .and(resideInAnyPackage("dev.mooring.blob..", "dev.mooring.cli.rest..").negate())
                  .and(
                      com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf(
                              BlobHost.class, Main.class)
                          .negate()))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.mooring.blob..");

  @ArchTest
  static final ArchRule onlyHttpKnowsTheWebServer =
      noClasses()
          .that(
              resideInAPackage("dev.mooring..")
                  .and(resideInAPackage("dev.mooring.controlplane.http..").negate())
                  .and(
                      com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf(
                              BlobHost.class)
                          .negate()))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..");

  @ArchTest
  static final ArchRule modulesHaveNoCycles =
      slices().matching("dev.mooring.(*)..").should().beFreeOfCycles();

  /** Variants implement a narrow interface; there is no base class to surprise one. */
  @ArchTest
  static final ArchRule nothingIsAbstractOrProtected =
      classes()
          .that()
          .resideInAPackage("dev.mooring..")
          .and()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .should()
          .notHaveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT);

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses()
          .that()
          .resideInAPackage("dev.mooring..")
          .should()
          .haveNameMatching(".*(Manager|Helper|Utils?|Service|Impl|Base)$")
          .orShould()
          .haveSimpleNameStartingWith("Abstract");
}
