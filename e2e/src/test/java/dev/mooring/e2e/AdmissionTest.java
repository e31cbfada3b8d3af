package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The webhooks refuse at the door what would wait for ever, and say what to do. */
final class AdmissionTest {
  /** Names the webhook: what the definitions refuse by themselves is not meant here. */
  static final String DENIED = "admission webhook \"check.mooring.dev\" denied the request: ";

  static String orphan(String name) {
    return LabQueue.yaml(name, "{parent: e2e-nowhere}");
  }

  static String group(String namespace, String spec) {
    return """
    apiVersion: scheduling.volcano.sh/v1beta1
    kind: PodGroup
    metadata: {name: e2e-group, namespace: %s}
    spec: %s
    """
        .formatted(namespace, spec);
  }

  @Test
  void queueBelowOneThatIsMissingIsRefused() {
    assertThat(Yaml.refusal(orphan("e2e-orphan")))
        .hasValueSatisfying(refusal ->
            assertThat(refusal)
                .contains(DENIED)
                .contains("Queue 'e2e-orphan' names the parent 'e2e-nowhere'")
                .contains("make that first"));
  }

  @Test
  void queuesArePromisedNoMoreThanTheirParentHas() {
    try (var sandbox = Sandbox.open();
        var parent =
            LabQueue.make(sandbox.namespace(), "{guarantee: {resource: {nvidia.com/gpu: 4}}}");
        var _ = LabQueue.make(sandbox.namespace() + "-first", promised(parent, 3))) {
      var second = LabQueue.yaml(sandbox.namespace() + "-second", promised(parent, 2));
      Sandbox.await("the webhook knows the first")
          .until(() -> Yaml.refusal(second), Optional::isPresent);
      assertThat(Yaml.refusal(second).orElseThrow())
          .contains(DENIED)
          .contains("promised 5 of nvidia.com/gpu")
          .contains("or raise the guarantee of '%s'".formatted(sandbox.namespace()));
      assertThat(Yaml.refusal(second.replace("gpu: 2", "gpu: 1"))).isEmpty();
      assertThat(parent.refusalOfDeletion().orElseThrow())
          .contains(DENIED)
          .contains("is the parent of '%s-first'".formatted(sandbox.namespace()));
    }
  }

  private static String promised(LabQueue parent, int gpus) {
    return "{parent: %s, guarantee: {resource: {nvidia.com/gpu: %d}}}"
        .formatted(parent.name(), gpus);
  }

  @Test
  void groupIsRefusedByItsPath() {
    try (var sandbox = Sandbox.open()) {
      assertThat(
              Yaml.refusal(
                  group(sandbox.namespace(), "{minMember: 1, minTaskMember: {worker: -1}}")))
          .hasValueSatisfying(refusal ->
              assertThat(refusal)
                  .contains(DENIED)
                  .contains("spec.minTaskMember.worker is negative: -1"));
    }
  }

  /** An operator's new group is not asked about, it was looked at with its job; its changes are. */
  @Test
  void newGroupsOfJobsAreNotLookedAtOnceMore() {
    var operator =
        new ConfigBuilder(Lab.client().getConfiguration())
            .withImpersonateUsername("system:serviceaccount:azureml:aml-pytorch-operator")
            .build();
    try (var sandbox = Sandbox.open();
        var client = new KubernetesClientBuilder().withConfig(operator).build()) {
      var group = group(sandbox.namespace(), "{minMember: 1, minTaskMember: {worker: -1}}");
      assertThat(Yaml.refusal(group)).isPresent();
      assertThat(Yaml.refusal(client, group)).isEmpty();
      var undefaulted = Yaml.tried(client, group(sandbox.namespace(), "{minMember: 0}"));
      assertThat(undefaulted.<Integer>get("spec", "minMember")).isZero();
      // Only one that waits may move, and this one is let in nowhere.
      Yaml.create(client, group(sandbox.namespace(), "{queue: e2e-missing}"));
      assertThat(Yaml.refusalOfChange(client, group(sandbox.namespace(), "{queue: e2e-nowhere}")))
          .hasValueSatisfying(refusal ->
              assertThat(refusal).contains(DENIED).contains("There is no queue 'e2e-nowhere'"));
    }
  }

  @Test
  void whatEntersAQueueThatIsMissingIsRefused() {
    try (var sandbox = Sandbox.open()) {
      var missing = "{minMember: 1, queue: e2e-nowhere}";
      var job =
          Shell.pyTorchJob(
                  "enters",
                  "{schedulingPolicy: {queue: e2e-nowhere}}",
                  Shell.Role.one("Master", "Never", "true"))
              .replace(
                  "{name: enters}", "{name: enters, namespace: %s}".formatted(sandbox.namespace()));
      for (var entering : new String[] {group(sandbox.namespace(), missing), job}) {
        assertThat(Yaml.refusal(entering))
            .hasValueSatisfying(refusal ->
                assertThat(refusal)
                    .contains(DENIED)
                    .contains("There is no queue 'e2e-nowhere'; name one of")
                    .contains("'default'"));
      }
    }
  }

  @Test
  void jobIsRefusedByItsPath() {
    try (var sandbox = Sandbox.open()) {
      assertThat(Yaml.refusal(unknownField(sandbox)))
          .hasValueSatisfying(refusal ->
              assertThat(refusal)
                  .contains(DENIED)
                  .contains("spec.pytorchReplicaSpecs[Master].template.spec.surprise")
                  .contains("unknown field"));
    }
  }

  /** A job whose pods no API server would take. */
  static String unknownField(Sandbox sandbox) {
    return Manifests.job("unknown-field", 0, "true", "{cpu: 10m}")
        .replace("NAMESPACE", sandbox.namespace())
        .replace("          containers:", "          surprise: 1\n          containers:");
  }

  @Test
  void whatIsNotSaidIsDefaulted() {
    try (var sandbox = Sandbox.open()) {
      var queue = Yaml.tried(LabQueue.yaml(sandbox.namespace(), "{weight: 3}"));
      assertThat(queue.<String>get("spec", "parent")).isEqualTo("root");
      assertThat(queue.<Integer>get("spec", "weight")).isEqualTo(3);
      var group = Yaml.tried(group(sandbox.namespace(), "{}"));
      assertThat(group.<Integer>get("spec", "minMember")).isEqualTo(1);
      assertThat(group.<String>get("spec", "queue")).isEqualTo("default");
    }
  }
}
