package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.bench.FakeGang;
import dev.mooring.cluster.bench.FakeNodes;
import dev.mooring.crd.PluginPodGroup;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.Reason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Who asks the scheduler for seats without a training job, and who has seats beside its pods. */
@Isolated("it makes nodes, which other tests count")
final class SchedulerFrontEndsTest {
  /** From the last pod made until all know why they wait; on two busy cores. */
  private static final Duration EXPLAINED_WITHIN = Duration.ofSeconds(10);

  private static final int GPUS_A_NODE = 8;

  @Test
  void aPodOfNoGroupIsAGangOfOne() throws InterruptedException {
    try (var sandbox = open();
        var _ = FakeNodes.make(Lab.connection(), GangLoad.LABEL, 1)) {
      var gang = GangLoad.gang(sandbox.namespace(), "alone", GPUS_A_NODE + 1, 1);
      for (var number = 0; number <= GPUS_A_NODE; number++) {
        Lab.client().resource(gang.single(number)).create();
      }
      Sandbox.await("as many as fit are bound, each for itself, and the last says why not")
          .until(() -> bound(sandbox) == GPUS_A_NODE && explained(sandbox) == 1);
    }
  }

  @Test
  void aGroupOfSchedulerPluginsIsAGang() throws InterruptedException {
    try (var sandbox = open();
        var _ = PluginGroups.defined();
        var _ = FakeNodes.make(Lab.connection(), GangLoad.LABEL, 2)) {
      var gang = GangLoad.gang(sandbox.namespace(), "plugin", 3, 4);
      PluginGroups.make(gang);
      makeLabelled(gang, 0);
      makeLabelled(gang, 1);
      Sandbox.await("two of three wait and say so").until(() -> explained(sandbox) == 2);
      assertThat(bound(sandbox)).isZero();

      makeLabelled(gang, 2);

      Sandbox.await("all three are bound").until(() -> bound(sandbox) == 3);
    }
  }

  private static void makeLabelled(FakeGang gang, int number) {
    Lab.client()
        .resource(
            new PodBuilder(gang.single(number))
                .editMetadata()
                .addToLabels(PluginPodGroup.GROUP_NAME_LABEL, gang.name())
                .endMetadata()
                .build())
        .create();
  }

  @Test
  void aGangThatIsTooLargeSaysWhyOnItsGroupAndItsPods() throws InterruptedException {
    try (var sandbox = open();
        var _ = FakeNodes.make(Lab.connection(), GangLoad.LABEL, 2)) {
      var gang = GangLoad.gang(sandbox.namespace(), "large", 3, GPUS_A_NODE);
      GangLoad.make(gang);

      Sandbox.await("group and pods say why")
          .atMost(EXPLAINED_WITHIN)
          .until(() -> explained(sandbox) == 3 && reason(gang).isPresent());

      var reason = reason(gang).orElseThrow();
      assertThat(reason.code()).isNotBlank();
      assertThat(reason.message()).contains("nvidia.com/gpu");
      assertThat(reason.nextStep()).isNotBlank();
      assertThat(pods(sandbox))
          .allSatisfy(pod ->
              assertThat(placed(pod))
                  .hasValueSatisfying(condition -> {
                    assertThat(condition.getReason()).isEqualTo("Unschedulable");
                    assertThat(condition.getMessage()).contains("nvidia.com/gpu");
                  }));
      assertThat(bound(sandbox)).as("a part of it").isZero();

      // One that can never be placed keeps no other from it.
      GangLoad.make(GangLoad.gang(sandbox.namespace(), "small", 2, GPUS_A_NODE));
      Sandbox.await("what fits is bound").until(() -> bound(sandbox) == 2);
    }
  }

  @Test
  void theDefaultSchedulersPodsAndOursShareNodes() throws InterruptedException {
    try (var sandbox = open();
        var _ = FakeNodes.make(Lab.connection(), GangLoad.LABEL, 1);
        var watch = GangWatch.begin(sandbox.namespace())) {
      var theirs =
          new FakeGang(
              sandbox.namespace(),
              "theirs",
              6,
              Map.of("nvidia.com/gpu", "1"),
              "default-scheduler",
              GangLoad.LABEL);
      IntStream.range(0, 5)
          .forEach(number -> Lab.client().resource(theirs.single(number)).create());
      Sandbox.await("theirs are bound").until(() -> bound(sandbox) == 5);
      var ours = GangLoad.gang(sandbox.namespace(), "ours", 4, 1);
      GangLoad.make(ours);
      Sandbox.await("ours do not fit beside them").until(() -> explained(sandbox) == 4);
      assertThat(bound(sandbox)).isEqualTo(5);

      Lab.client().resource(theirs.single(0)).delete();

      Sandbox.await("ours have the room that one of theirs left").until(() -> bound(sandbox) == 8);
      Lab.client().resource(theirs.single(5)).create();
      Sandbox.await("theirs see that the node is full").until(() -> explained(sandbox) == 1);
      assertThat(watch.history(GangLoad.LABEL, List.of(ours)).violations(Duration.ofSeconds(10)))
          .isEmpty();
    }
  }

  private static Sandbox open() {
    var sandbox = Sandbox.open();
    sandbox.awaitPods();
    return sandbox;
  }

  private static List<Pod> pods(Sandbox sandbox) {
    return Lab.client().pods().inNamespace(sandbox.namespace()).list().getItems();
  }

  private static long bound(Sandbox sandbox) {
    return pods(sandbox).stream().filter(pod -> pod.getSpec().getNodeName() != null).count();
  }

  private static Optional<PodCondition> placed(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("PodScheduled"))
        .findFirst();
  }

  /** How many wait and say why. */
  private static long explained(Sandbox sandbox) {
    return pods(sandbox).stream()
        .filter(pod -> pod.getSpec().getNodeName() == null)
        .flatMap(pod -> placed(pod).stream())
        .filter(condition -> condition.getStatus().equals("False"))
        .filter(condition -> condition.getMessage() != null && !condition.getMessage().isBlank())
        .count();
  }

  private static Optional<Reason> reason(FakeGang gang) {
    return Optional.ofNullable(
            Lab.client()
                .resources(PodGroup.class)
                .inNamespace(gang.namespace())
                .withName(gang.name())
                .get()
                .getStatus())
        .flatMap(status -> Optional.ofNullable(status.reason()));
  }

  /**
   * The kind of scheduler-plugins, which the cluster may have or not: it comes with that scheduler.
   *
   * @param ours whether it is to be removed again
   */
  private record PluginGroups(boolean ours) implements AutoCloseable {
    private static final String NAME = "podgroups.scheduling.x-k8s.io";

    private static final String DEFINITION =
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: podgroups.scheduling.x-k8s.io
        spec:
          group: scheduling.x-k8s.io
          scope: Namespaced
          names: {kind: PodGroup, plural: podgroups, singular: podgroup}
          versions:
          - name: v1alpha1
            served: true
            storage: true
            subresources: {status: {}}
            schema:
              openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """;

    static PluginGroups defined() {
      var definitions = Lab.client().apiextensions().v1().customResourceDefinitions();
      if (definitions.withName(NAME).get() != null) {
        return new PluginGroups(false);
      }
      Lab.client()
          .resource(Serialization.unmarshal(DEFINITION, CustomResourceDefinition.class))
          .create();
      Sandbox.await(NAME + " is served")
          .until(() ->
              definitions.withName(NAME).get().getStatus().getConditions().stream()
                  .anyMatch(condition ->
                      condition.getType().equals("Established")
                          && condition.getStatus().equals("True")));
      return new PluginGroups(true);
    }

    static void make(FakeGang gang) {
      Lab.client()
          .resource(
              Serialization.unmarshal(
                  """
                  apiVersion: scheduling.x-k8s.io/v1alpha1
                  kind: PodGroup
                  metadata: {name: %s, namespace: %s}
                  spec: {minMember: %d}
                  """
                      .formatted(gang.name(), gang.namespace(), gang.members()),
                  GenericKubernetesResource.class))
          .create();
    }

    @Override
    public void close() {
      if (ours) {
        Lab.client().apiextensions().v1().customResourceDefinitions().withName(NAME).delete();
      }
    }
  }
}
