package dev.mooring.cluster.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.controllers.QueueFigures.GangCounts;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.Queue;
import dev.mooring.crd.QueueState;
import dev.mooring.crd.QueueStatus;
import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ViewsTest {
  private static final Trimming OURS = new Trimming("ours");

  private static final String GROUP =
      """
      apiVersion: scheduling.volcano.sh/v1beta1
      kind: PodGroup
      metadata:
        name: digits
        namespace: lab
        resourceVersion: "7"
        creationTimestamp: "2026-11-28T10:00:00Z"
        labels: {training.kubeflow.org/operator-name: pytorchjob-controller}
      spec: {minMember: 2, queue: vision}
      """;

  private static final String POD =
      """
      metadata:
        name: digits-master-0
        namespace: lab
        annotations: {scheduling.k8s.io/group-name: digits, other: text}
      spec:
        nodeName: n1
        initContainers:
        - {name: ship, image: a, restartPolicy: Always, resources: {requests: {cpu: 100m}}}
        containers:
        - {name: main, image: a, resources: {requests: {cpu: "1"}, limits: {nvidia.com/gpu: 1}}}
      status: {phase: Running}
      """;

  @Test
  void trimmedPodCountsForItsGangAsTheWholePodDoes() {
    var pod = Serialization.unmarshal(POD, Pod.class);
    OURS.trim(pod);
    assertThat(pod.getMetadata().getAnnotations()).hasSize(1);
    var seen =
        Views.seen(
            OURS, List.of(pod), List.of(Serialization.unmarshal(GROUP, PodGroup.class)), List.of());
    assertThat(seen.groups())
        .singleElement()
        .satisfies(group -> {
          assertThat(group.origin()).isEqualTo(SeenGroup.Origin.ORPHANED);
          assertThat(group.members())
              .isEqualTo(
                  new GangMembers(
                      0,
                      0,
                      1,
                      0,
                      0,
                      Resources.of(Map.of("cpu", 1100L, "nvidia.com/gpu", 1L, "pods", 1L))));
        });
  }

  @Test
  void podOfNoGangIsForgottenButForItsName() {
    var pod = Serialization.unmarshal(POD, Pod.class);
    pod.getMetadata().setAnnotations(Map.of());
    OURS.trim(pod);
    assertThat(pod.getSpec().getContainers()).isEmpty();
    assertThat(pod.getMetadata().getName()).isEqualTo("digits-master-0");
  }

  private static Pod loose(String name, String metadata, String scheduler, String phase) {
    var pod =
        Serialization.unmarshal(
            """
            metadata: {name: %s, namespace: lab, %s}
            spec:
              schedulerName: %s
              nodeName: n1
              containers:
              - {name: main, image: a, args: [long], resources: {requests: {cpu: "1"}}}
            status: {phase: %s}
            """
                .formatted(name, metadata, scheduler, phase),
            Pod.class);
    return OURS.trim(pod);
  }

  @Test
  void podsOfOurSchedulerCountForTheirQueuesWithoutAGroupOfVolcanos() {
    var group = "labels: {scheduling.x-k8s.io/pod-group: g%s}";
    var queue = ", scheduling.volcano.sh/queue-name: vision";
    var annotated = "annotations: {scheduling.volcano.sh/queue-name: text}";
    var seen =
        Views.seen(
            OURS,
            List.of(
                loose("single", "labels: {a: b}", "ours", "Running"),
                loose("named", annotated, "ours", "Pending"),
                loose("ended", annotated, "ours", "Succeeded"),
                loose("first", group.formatted(""), "ours", "Running"),
                loose("second", group.formatted(queue), "ours", "Running"),
                loose("theirs", group.formatted(queue), "default-scheduler", "Running"),
                loose("other", annotated, "default-scheduler", "Running")),
            List.of(),
            List.of());
    var held = Resources.of(Map.of("cpu", 1000L, "pods", 1L));
    assertThat(seen.loose())
        .containsExactlyInAnyOrder(
            new LooseGang("default", new GangMembers(0, 0, 1, 0, 0, held)),
            new LooseGang("text", new GangMembers(0, 1, 0, 0, 0, held)),
            new LooseGang("text", new GangMembers(0, 0, 0, 1, 0, Resources.NONE)),
            new LooseGang("vision", new GangMembers(0, 0, 2, 0, 0, held.plus(held))));
  }

  @Test
  void ofAPodOfOurSchedulerIsRememberedWhatCounts() {
    var pod =
        loose(
            "single",
            "labels: {a: b}, annotations: {c: d, scheduling.volcano.sh/queue-name: q}",
            "ours",
            "Running");
    assertThat(pod.getMetadata().getLabels()).isEmpty();
    assertThat(pod.getMetadata().getAnnotations()).hasSize(1);
    assertThat(pod.getSpec().getContainers())
        .singleElement()
        .satisfies(container -> {
          assertThat(container.getArgs()).isEmpty();
          assertThat(container.getResources().getRequests()).hasSize(1);
        });
    var ended = loose("ended", "labels: {a: b}", "ours", "Succeeded");
    assertThat(ended.getSpec().getContainers()).isEmpty();
    var theirs = loose("theirs", "labels: {a: b}", "default-scheduler", "Running");
    assertThat(theirs.getSpec().getContainers()).isEmpty();
  }

  @Test
  void aQueueWithoutSpecificationHasTheDefaults() {
    var queue =
        Serialization.unmarshal(
            """
            apiVersion: scheduling.volcano.sh/v1beta1
            kind: Queue
            metadata:
              name: vision
              uid: u
              annotations: {scheduling.mooring.dev/closed: "true"}
            """,
            Queue.class);
    assertThat(queue.getSpec().weight()).isEqualTo(1);
    assertThat(Views.seen(OURS, List.of(), List.of(), List.of(queue)).queues())
        .containsExactly(new SeenQueue("vision", "u", "", true, QueueStatus.NONE));
  }

  @Test
  void patchTakesOutWhatIsHeldNoLongerAndNamesNothingOfTheSchedulers() {
    var before =
        new QueueStatus(null, 0, 0, 0, 0, 0, Map.of("cpu", new Quantity("2")), Map.of(), 0.5, null);
    var patch =
        Patches.of(
            new SeenQueue("vision", "u", "", false, before),
            new QueueFigures(
                QueueState.OPEN,
                new GangCounts(1, 0, 2, 0, 0),
                Map.of("memory", new Quantity("1Gi"))));
    assertThat(patch.object().getUid()).isEqualTo("u");
    assertThat(patch.status()).containsEntry("state", QueueState.OPEN);
    var allocated = new HashMap<String, @Nullable Object>(Map.of("memory", new Quantity("1Gi")));
    allocated.put("cpu", null);
    assertThat(patch.status()).containsEntry("allocated", allocated);
    assertThat(patch.status()).doesNotContainKeys("share", "deserved", "reservation");
  }
}
