package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.scheduling.Membership;
import dev.mooring.cluster.scheduling.Requests;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The form of pods that the scheduler and the controllers read, as the API server writes it. */
@Timeout(240)
final class BinaryPodsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Connection BINARY =
      Connection.openForManyPods(
          "e2e-binary", Optional.of(Path.of(Lab.setting("MOORING_E2E_KUBECONFIG"))));

  /** What is kept whole. */
  private static final List<String> WHOLE =
      List.of(
          "/metadata/labels",
          "/metadata/annotations",
          "/spec/affinity",
          "/spec/topologySpreadConstraints",
          "/spec/nodeSelector",
          "/spec/schedulingGates",
          "/spec/priority",
          "/spec/preemptionPolicy",
          "/spec/initContainers/0/resources",
          "/spec/initContainers/1/ports",
          "/spec/containers/0/resources",
          "/spec/volumes/0",
          "/status/phase");

  /** Nobody places it, so it stays as it is. */
  private static String rich(String namespace) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: rich
      namespace: %s
      labels: {app: x, empty: ""}
      annotations: {note: "ü 🚀"}
    spec:
      schedulerName: nobody
      priorityClassName: system-node-critical
      nodeSelector: {pool: gpu}
      schedulingGates: [{name: example.com/wait}]
      initContainers:
      - {name: fetch, image: none, resources: {requests: {cpu: "3"}}}
      - {name: sidecar, image: none, restartPolicy: Always, ports: [{containerPort: 80, hostPort: 81, hostIP: 10.0.0.1, protocol: UDP}]}
      containers:
      - {name: c, image: none, command: [run], resources: {requests: {cpu: 1500m, memory: 1Gi}, limits: {nvidia.com/gpu: "1"}}}
      tolerations:
      - {key: a, operator: Equal, value: b, effect: NoSchedule}
      - {operator: Exists}
      topologySpreadConstraints:
      - maxSkew: 2
        topologyKey: zone
        whenUnsatisfiable: DoNotSchedule
        minDomains: 3
        nodeAffinityPolicy: Ignore
        nodeTaintsPolicy: Honor
        matchLabelKeys: [empty]
        labelSelector: {matchLabels: {app: x}, matchExpressions: [{key: tier, operator: In, values: [a, b]}]}
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions: [{key: pool, operator: In, values: [gpu, cpu]}]
              matchFields: [{key: metadata.name, operator: In, values: [n]}]
          preferredDuringSchedulingIgnoredDuringExecution:
          - {weight: 7, preference: {matchExpressions: [{key: fast, operator: Exists}]}}
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: zone, labelSelector: {matchLabels: {app: x}}, namespaces: [lab, other]}
          preferredDuringSchedulingIgnoredDuringExecution:
          - {weight: 3, podAffinityTerm: {topologyKey: zone, labelSelector: {}}}
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: host, labelSelector: {matchLabels: {app: y}}, namespaceSelector: {matchLabels: {team: z}}}
          preferredDuringSchedulingIgnoredDuringExecution:
          - {weight: 4, podAffinityTerm: {topologyKey: host, namespaceSelector: {}}}
      volumes:
      - {name: data, persistentVolumeClaim: {claimName: claim}}
      - {name: scratch, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}}
      - {name: none, emptyDir: {}}
    """
        .formatted(namespace);
  }

  @AfterAll
  static void close() {
    BINARY.close();
  }

  @Test
  void aPodWithAllThatPlacesItIsTheSame() throws InterruptedException {
    try (var sandbox = Sandbox.open()) {
      var namespace = sandbox.namespace();
      BlockingQueue<Pod> told = new LinkedBlockingQueue<>();
      try (var _ = BINARY.client().pods().inNamespace(namespace).watch(new Telling(told))) {
        Yaml.create(rich(namespace));
        var event = told.take();
        var pod = Lab.client().pods().inNamespace(namespace).withName("rich").get();
        var listed = BINARY.client().pods().inNamespace(namespace).list().getItems();

        assertThat(listed).containsExactly(event);
        isTheSame(event, pod);
        var whole = JSON.<JsonNode>valueToTree(pod);
        var read = JSON.<JsonNode>valueToTree(event);
        for (var path : WHOLE) {
          assertThat(whole.at(path).isMissingNode()).as("the pod has no %s", path).isFalse();
          assertThat(read.at(path)).as(path).isEqualTo(whole.at(path));
        }
      }
    }
  }

  private record Telling(BlockingQueue<Pod> told) implements Watcher<Pod> {
    @Override
    public void eventReceived(Action action, Pod pod) {
      told.add(pod);
    }

    @Override
    public void onClose(WatcherException cause) {
      throw new IllegalStateException(cause);
    }
  }

  @Test
  void noPodOfTheClusterIsAnother() {
    var pods = byVersion(Lab.client().pods().inAnyNamespace().list().getItems());
    var read = byVersion(BINARY.client().pods().inAnyNamespace().list().getItems());

    read.keySet().retainAll(pods.keySet());

    assertThat(read).as("the agent's pods do not change all the time").isNotEmpty();
    read.forEach((version, pod) -> isTheSame(pod, Objects.requireNonNull(pods.get(version))));
  }

  private static Map<String, Pod> byVersion(List<Pod> pods) {
    return pods.stream()
        .collect(
            Collectors.toMap(
                pod -> pod.getMetadata().getUid() + " " + pod.getMetadata().getResourceVersion(),
                Function.identity()));
  }

  private static void isTheSame(Pod read, Pod pod) {
    isPart("", JSON.valueToTree(read), JSON.valueToTree(pod));
    assertThat(Requests.of(read)).isEqualTo(Requests.of(pod));
    assertThat(Membership.gang(read)).isEqualTo(Membership.gang(pod));
    assertThat(Membership.queue(read)).isEqualTo(Membership.queue(pod));
  }

  /** Whether all that one has is in the other; lists are as long. */
  private static void isPart(String path, JsonNode part, JsonNode whole) {
    if (part.isObject() && !part.isEmpty()) {
      part.properties()
          .forEach(field ->
              isPart(path + "/" + field.getKey(), field.getValue(), whole.path(field.getKey())));
    } else if (part.isArray()) {
      assertThat(part).as(path).hasSameSizeAs(whole);
      for (var i = 0; i < part.size(); i++) {
        isPart(path + "/" + i, part.get(i), whole.get(i));
      }
    } else if (part.isObject()) {
      assertThat(whole.isObject()).as(path).isTrue();
    } else {
      assertThat(part).as(path).isEqualTo(whole);
    }
  }
}
