package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.install.HelmRecords;
import dev.mooring.helm.HelmReleases;
import dev.mooring.helm.Release;
import dev.mooring.helm.Releases;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it upgrades and removes the agent")
final class AgentTest {
  private static final String NAMESPACE = Component.NAMESPACE;
  private static final String NAME = "azureml-agent";
  private static final Path KUBECONFIG = Path.of(Lab.setting("MOORING_E2E_KUBECONFIG"));

  /** Without a control plane there is no relay-server. */
  private static final int PODS = 10;

  private static final Releases RELEASES =
      new HelmReleases(
          KUBECONFIG, new HelmRecords(Connection.open("e2e", Optional.of(KUBECONFIG)))::forget);

  static Release release(String values) {
    return new Release(
        NAMESPACE,
        NAME,
        Lab.home().resolve("charts/azureml-agent"),
        Lab.setting("MOORING_E2E_AGENT_VALUES") + values,
        Duration.ofMinutes(4));
  }

  /** The agent alone, as somebody installs it who attaches the cluster to nothing. */
  @BeforeAll
  static void detachFromThePlatform() {
    RELEASES.deploy(release(""));
    // Helm waits for what it makes, not for what it takes away.
    Sandbox.await("relay-server is gone").until(() -> pods().size() == PODS);
  }

  @AfterAll
  static void attachAgain() throws InterruptedException {
    var attached =
        Moor.run("compute", "attach", "local", "--cluster", "local", "--platform", Lab.name());
    assertThat(attached.exitCode()).as(attached.text()).isZero();
  }

  @Test
  void everyPodIsConfinedAndReady() {
    var pods = pods();
    assertThat(pods).hasSize(PODS);
    for (var pod : pods) {
      var name = pod.getMetadata().getName();
      assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).as(name).isTrue();
      var container = pod.getSpec().getContainers().getFirst();
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).as(name).isTrue();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(pod.getSpec().getServiceAccountName()).isEqualTo(component(pod));
    }
    for (var job : List.of("cmaks-init-job", "azureml-connector-admission-init")) {
      assertThat(new Component(job).pods())
          .singleElement()
          .matches(pod -> "Succeeded".equals(pod.getStatus().getPhase()));
    }
  }

  @Test
  void preflightSaysWhatItFound() {
    var report =
        Lab.client().configMaps().inNamespace(NAMESPACE).withName("azureml-preflight").get();
    assertThat(report.getData())
        .containsEntry("result", "passed")
        .containsKeys("kubernetes-version", "permissions", "capacity", "conflicts");
  }

  @Test
  void rightsAreTheLeast() {
    assertThat(may("aml-pytorch-operator", "create", "pods")).isTrue();
    assertThat(may("aml-pytorch-operator", "list", "secrets")).isFalse();
    assertThat(may("aml-pytorch-operator", "delete", "nodes")).isFalse();
    assertThat(may("azureml-connector-scheduler", "list", "nodes")).isTrue();
    assertThat(may("azureml-connector-scheduler", "create", "pods")).isFalse();
    assertThat(may("aml-operator", "list", "pods")).isTrue();
    assertThat(may("aml-operator", "get", "secrets")).isFalse();
    assertThat(may("rest-server", "create", "secrets")).isTrue();
    assertThat(may("rest-server", "get", "secrets")).isFalse();
    assertThat(may("rest-server", "delete", "pods")).isFalse();
    assertThat(may("azureml-connector-controllers", "list", "pods")).isTrue();
    assertThat(may("azureml-connector-controllers", "delete", "pods")).isFalse();
    assertThat(may("azureml-connector-controllers", "list", "secrets")).isFalse();
    assertThat(may("azureml-connector-admission", "list", "pods"))
        .as("it counts those of a queue that is to be deleted")
        .isTrue();
    for (var verb : List.of("get", "watch", "patch", "delete")) {
      assertThat(may("azureml-connector-admission", verb, "pods")).as(verb).isFalse();
    }
    assertThat(may("azureml-connector-admission", "get", "secrets")).isFalse();
    assertThat(may("cmaks-init-job", "list", "nodes")).as("its rights end with the job").isFalse();
  }

  @Test
  void sameChartAndValuesAreNotDeployedAgain() {
    var first = RELEASES.deploy(release(""));
    assertThat(RELEASES.deploy(release(""))).isInstanceOf(Releases.Outcome.Unchanged.class);
    assertThat(first).isNotNull();
  }

  @Test
  void upgradeThatWasKilledIsRepaired() throws IOException {
    var killed =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                EndlessUpgrade.class.getName())
            .inheritIO()
            .start();
    Sandbox.await("the upgrade has begun").until(() -> status().equals("pending-upgrade"));
    killed.destroyForcibly();
    assertThat(killed.onExit().join().exitValue()).isNotZero();

    assertThat(RELEASES.deploy(release(""))).isInstanceOf(Releases.Outcome.Deployed.class);

    assertThat(status()).isEqualTo("deployed");
    Sandbox.await("what the killed upgrade made is gone").until(() -> pods().size() == PODS);
  }

  @Test
  void uninstallLeavesNothingButTheCrds() {
    RELEASES.uninstall(NAMESPACE, NAME);
    try {
      assertThat(RELEASES.find(NAMESPACE, NAME)).isEmpty();
      assertThat(Lab.client().batch().v1().jobs().inNamespace(NAMESPACE).list().getItems())
          .isEmpty();
      assertThat(
              Lab.client().configMaps().inNamespace(NAMESPACE).withName("azureml-preflight").get())
          .isNull();
      assertThat(Lab.client().rbac().clusterRoles().list().getItems())
          .noneMatch(role -> role.getMetadata().getName().startsWith(NAMESPACE + "-"));
      var webhooks = Lab.client().admissionRegistration().v1();
      assertThat(
              webhooks
                  .validatingWebhookConfigurations()
                  .withName("azureml-connector-admission")
                  .get())
          .isNull();
      assertThat(
              webhooks
                  .mutatingWebhookConfigurations()
                  .withName("azureml-connector-admission")
                  .get())
          .isNull();
      assertThat(
              Lab.client()
                  .secrets()
                  .inNamespace(NAMESPACE)
                  .withName("azureml-connector-admission-tls")
                  .get())
          .isNull();
      Sandbox.await("the pods are gone").until(() -> pods().isEmpty());
      assertThat(
              Lab.client()
                  .apiextensions()
                  .v1()
                  .customResourceDefinitions()
                  .withName("pytorchjobs.kubeflow.org")
                  .get())
          .as("jobs are data")
          .isNotNull();
    } finally {
      RELEASES.deploy(release(""));
    }
  }

  private String status() {
    return RELEASES.find(NAMESPACE, NAME).map(Releases.Revision::status).orElse("");
  }

  private static List<Pod> pods() {
    return Lab.client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/part-of", "mooring")
        .list()
        .getItems();
  }

  private static String component(Pod pod) {
    return pod.getMetadata().getLabels().getOrDefault("app.kubernetes.io/name", "");
  }

  private static boolean may(String account, String verb, String resource) {
    var review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser("system:serviceaccount:%s:%s".formatted(NAMESPACE, account))
            .withNewResourceAttributes()
            .withVerb(verb)
            .withResource(resource)
            .endResourceAttributes()
            .endSpec()
            .build();
    var answer = Lab.client().authorization().v1().subjectAccessReview().create(review);
    return Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }
}
