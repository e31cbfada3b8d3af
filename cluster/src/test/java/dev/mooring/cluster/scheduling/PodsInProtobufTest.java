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
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
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
        - {name: fetch, resources: {requests: {example.com/disk: "5"}}}
        - {name: sidecar, restartPolicy: Always, ports: [{containerPort: 80, hostPort: 81, hostIP: 10.0.0.1, protocol: UDP}], resources: {requests: {cpu: 100m}}}
        containers:
        - name: c
          image: i
          command: [run]
          env: [{name: A, value: b}]
          ports: [{containerPort: 82, protocol: UDP}]
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
        containerStatuses: [{name: c, allocatedResources: {example.com/disk: "7"}, resources: {requests: {cpu: "4", memory: 5Gi}}}]
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

  /** One that lives, one that leaves, one that waits, and so on: what is looked at differs. */
  private static final List<Consumer<ObjectNode>> STATES =
      List.of(
          pod -> {},
          pod -> without(pod, "/metadata", "deletionTimestamp"),
          pod -> waiting(pod, "schedulingGates", "resourceClaims"),
          pod -> waiting(pod, "schedulingGates"),
          pod -> waiting(pod, "resourceClaims"),
          pod -> {
            without(pod, "/metadata", "deletionTimestamp");
            ((ObjectNode) pod.at("/status/conditions/0")).put("status", "True");
          },
          pod -> without(pod, "/spec", "resources"),
          pod -> {
            without(pod, "/spec", "resources");
            without(pod, "/status", "containerStatuses", "initContainerStatuses");
          },
          pod -> ((ObjectNode) pod.at("/status")).put("phase", "Succeeded"),
          pod -> ((ObjectNode) pod.at("/status")).put("phase", "Failed"));

  private static void waiting(ObjectNode pod, String... without) {
    without(pod, "/metadata", "deletionTimestamp");
    without(pod, "/spec", "nodeName");
    without(pod, "/spec", without);
  }

  private static void without(ObjectNode pod, String path, String... names) {
    ((ObjectNode) pod.at(path)).remove(List.of(names));
  }

  /**
   * What the API server writes even where it is empty: an empty text stands for one that is not
   * there.
   */
  private static final Pattern ALWAYS =
      Pattern.compile(
          ".*/(conditions/\\d/(type|status)|match(Expressions|Fields)/\\d/(key|operator)|topologyKey"
              + "|whenUnsatisfiable|claimName|ownerReferences/\\d/(apiVersion|kind|name|uid)"
              + "|(initC|c)ontainer(s|Statuses)/\\d/name|(volumes|schedulingGates|resourceClaims)/\\d/name)");

  /** Parts of the pod that make no difference to anybody. */
  private static final List<String> NEVER_LOOKED_AT =
      List.of(
          "/apiVersion",
          "/kind",
          "/metadata/ownerReferences/0/apiVersion",
          "/metadata/ownerReferences/0/blockOwnerDeletion",
          "/metadata/ownerReferences/0/kind",
          "/metadata/ownerReferences/0/name",
          "/metadata/ownerReferences/0/uid",
          "/metadata/ownerReferences/1",
          "/metadata/ownerReferences/1/apiVersion",
          "/metadata/ownerReferences/1/kind",
          "/metadata/ownerReferences/1/name",
          "/metadata/ownerReferences/1/uid",
          "/spec/containers/0/command",
          "/spec/containers/0/command/0",
          "/spec/containers/0/env",
          "/spec/containers/0/env/0",
          "/spec/containers/0/env/0/name",
          "/spec/containers/0/env/0/value",
          "/spec/containers/0/image",
          "/spec/initContainers/0/name",
          "/spec/initContainers/1/ports/0/containerPort",
          "/spec/resourceClaims/0/resourceClaimName",
          "/spec/resources/limits",
          "/spec/resources/limits/memory",
          "/spec/restartPolicy",
          "/spec/schedulingGates/0/name",
          "/spec/topologySpreadConstraints/1/whenUnsatisfiable",
          "/spec/volumes/0/name",
          "/spec/volumes/1/ephemeral/volumeClaimTemplate",
          "/spec/volumes/1/ephemeral/volumeClaimTemplate/spec",
          "/spec/volumes/1/ephemeral/volumeClaimTemplate/spec/accessModes",
          "/spec/volumes/1/ephemeral/volumeClaimTemplate/spec/accessModes/0",
          "/spec/volumes/2",
          "/spec/volumes/2/emptyDir",
          "/spec/volumes/2/name",
          "/status/conditions/0/reason",
          "/status/conditions/1/status",
          "nothing");

  @Test
  void itIsSeenAsTheSame() throws IOException {
    for (var state : STATES) {
      for (var variant : variants(state)) {
        assertThat(seen(inProtobuf(read(variant.json()))))
            .describedAs("%s without %s", variant.json(), variant.without())
            .isEqualTo(seen(read(variant.json())));
      }
    }
  }

  @Test
  void allElseIsLookedAt() {
    var looked = new TreeSet<String>();
    var all = new TreeSet<String>();
    for (var state : STATES) {
      var variants = variants(state);
      var whole = seen(read(variants.getFirst().json()));
      for (var variant : variants) {
        all.add(variant.without());
        if (!seen(read(variant.json())).equals(whole)) {
          looked.add(variant.without());
        }
      }
    }
    all.removeAll(looked);
    assertThat(all).containsExactlyInAnyOrderElementsOf(NEVER_LOOKED_AT);
  }

  /** The pod, and all that it is without one of its parts. */
  private static List<Variant> variants(Consumer<ObjectNode> state) {
    var pod = (ObjectNode) Serialization.unmarshal(POD, JsonNode.class);
    state.accept(pod);
    var all = new ArrayList<Variant>();
    all.add(new Variant("nothing", pod.deepCopy()));
    without(pod, pod, "", all);
    return all;
  }

  private record Variant(String without, JsonNode json) {}

  private static void without(JsonNode root, JsonNode at, String path, List<Variant> all) {
    if (at instanceof ObjectNode object) {
      for (var name : List.copyOf(fieldNames(object))) {
        var inner = path + "/" + name;
        var value = object.remove(name);
        if (ALWAYS.matcher(inner).matches()) {
          object.put(name, "");
        }
        all.add(new Variant(inner, root.deepCopy()));
        object.set(name, value);
        without(root, value, inner, all);
      }
    } else if (at instanceof ArrayNode array) {
      for (var i = 0; i < array.size(); i++) {
        var inner = path + "/" + i;
        var value = array.remove(i);
        all.add(new Variant(inner, root.deepCopy()));
        array.insert(i, value);
        without(root, value, inner, all);
      }
    }
  }

  private static List<String> fieldNames(ObjectNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
