package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.cluster.protobuf.Envelope;
import dev.mooring.cluster.protobuf.InProtobuf;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A pod that came in the API server's binary form is seen as the same pod that came as JSON. The
 * pod here has everything that is looked at; and so has each that lacks one thing of it, so that a
 * field that is read of one form only shows.
 */
final class PodsInProtobufTest {
  private static final String SCHEDULER = "ours";

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: p
        namespace: lab
        uid: u
        resourceVersion: "7"
        creationTimestamp: "2026-11-30T15:37:38Z"
        deletionTimestamp: "2026-11-30T15:38:38Z"
        labels: {app: x, empty: "", training.kubeflow.org/replica-type: worker}
        annotations: {scheduling.k8s.io/group-name: g, volcano.sh/task-spec: w, scheduling.volcano.sh/queue-name: q}
        ownerReferences:
        - {apiVersion: v1, kind: Job, name: j, uid: ju, controller: true, blockOwnerDeletion: true}
        - {apiVersion: v1, kind: Job, name: k, uid: ku}
      spec:
        nodeName: n
        schedulerName: ours
        hostNetwork: true
        priority: 5
        preemptionPolicy: Never
        restartPolicy: Never
        nodeSelector: {pool: gpu}
        overhead: {cpu: 10m}
        resources: {requests: {memory: 2Gi}, limits: {memory: 3Gi}}
        schedulingGates: [{name: wait}]
        resourceClaims: [{name: device, resourceClaimName: d}]
        initContainers:
        - {name: fetch, resources: {requests: {cpu: "3"}}}
        - {name: sidecar, restartPolicy: Always, ports: [{containerPort: 80, hostPort: 81, hostIP: 10.0.0.1, protocol: UDP}], resources: {requests: {cpu: 100m}}}
        containers:
        - name: c
          image: i
          command: [run]
          env: [{name: A, value: b}]
          ports: [{containerPort: 82, protocol: TCP}]
          resources: {requests: {cpu: 1500m, memory: 1Gi}, limits: {nvidia.com/gpu: "1"}}
        tolerations:
        - {key: a, operator: Equal, value: b, effect: NoSchedule}
        - {operator: Exists}
        topologySpreadConstraints:
        - maxSkew: 2
          topologyKey: zone
          whenUnsatisfiable: ScheduleAnyway
          minDomains: 3
          nodeAffinityPolicy: Ignore
          nodeTaintsPolicy: Honor
          matchLabelKeys: [app]
          labelSelector: {matchLabels: {app: x}, matchExpressions: [{key: tier, operator: In, values: [a, b]}]}
        - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}
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
            - {topologyKey: zone, labelSelector: {matchLabels: {app: x}}, namespaces: [lab, other], matchLabelKeys: [app], mismatchLabelKeys: [empty]}
            preferredDuringSchedulingIgnoredDuringExecution:
            - {weight: 3, podAffinityTerm: {topologyKey: zone, labelSelector: {}}}
          podAntiAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
            - {topologyKey: host, labelSelector: {matchLabels: {app: y}}, namespaceSelector: {matchLabels: {team: z}}}
            preferredDuringSchedulingIgnoredDuringExecution:
            - {weight: 4, podAffinityTerm: {topologyKey: host, namespaceSelector: {}}}
        volumes:
        - {name: data, persistentVolumeClaim: {claimName: claim}}
        - {name: scratch, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}}
        - {name: none, emptyDir: {}}
      status:
        phase: Pending
        conditions:
        - {type: PodScheduled, status: "False", reason: Unschedulable, message: "No room.", lastTransitionTime: "2026-11-30T15:37:40Z"}
        - {type: PodResizePending, status: "True", reason: Infeasible}
        initContainerStatuses: [{name: sidecar, allocatedResources: {cpu: 200m}}]
        containerStatuses: [{name: c, allocatedResources: {cpu: "2"}, resources: {requests: {cpu: "4", memory: 5Gi}}}]
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static Pod read(JsonNode json) {
    return JSON.convertValue(json, Pod.class);
  }

  private static Pod inProtobuf(Pod pod) throws IOException {
    return (Pod) Envelope.object(InProtobuf.pod(pod));
  }

  /** What scheduling sees of it, or what it says against it. */
  private static Object seen(Pod pod) {
    try {
      return PodView.of(
          pod,
          SCHEDULER,
          whole ->
              PodShapes.of(whole, selector -> Set.of(String.valueOf(selector.getMatchLabels()))));
    } catch (RuntimeException refused) {
      return refused.toString();
    }
  }

  @Test
  void itIsSeenAsTheSame() throws IOException {
    var all = variants(Serialization.unmarshal(POD, JsonNode.class));

    assertThat(all).hasSizeGreaterThan(200);
    for (var variant : all) {
      assertThat(seen(inProtobuf(read(variant.json()))))
          .describedAs("without %s", variant.without())
          .isEqualTo(seen(read(variant.json())));
    }
  }

  @Test
  void theVariantsTellTheFieldsApart() {
    var whole = Serialization.unmarshal(POD, JsonNode.class);
    var views =
        variants(whole).stream().map(variant -> seen(read(variant.json()))).distinct().count();

    assertThat(views).isGreaterThan(60);
  }

  /** The pod, alive and leaving, and all that it is without one of its parts. */
  private static List<Variant> variants(JsonNode whole) {
    var all = new ArrayList<Variant>();
    for (var leaving : List.of(true, false)) {
      var pod = whole.deepCopy();
      if (!leaving) {
        ((ObjectNode) pod.get("metadata")).remove("deletionTimestamp");
        ((ObjectNode) pod.get("spec")).remove(List.of("schedulingGates", "resourceClaims"));
      }
      all.add(new Variant("nothing", pod));
      without(pod, pod, "", all);
    }
    return all;
  }

  private record Variant(String without, JsonNode json) {}

  private static void without(JsonNode root, JsonNode at, String path, List<Variant> all) {
    if (at instanceof ObjectNode object) {
      for (var name : List.copyOf(fieldNames(object))) {
        var value = object.remove(name);
        add(root, path + "/" + name, all);
        object.set(name, value);
        without(root, value, path + "/" + name, all);
      }
    } else if (at instanceof ArrayNode array) {
      for (var i = 0; i < array.size(); i++) {
        var value = array.remove(i);
        add(root, path + "/" + i, all);
        array.insert(i, value);
        without(root, value, path + "/" + i, all);
      }
    }
  }

  private static List<String> fieldNames(ObjectNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void add(JsonNode root, String path, List<Variant> all) {
    all.add(new Variant(path, root.deepCopy()));
  }
}
