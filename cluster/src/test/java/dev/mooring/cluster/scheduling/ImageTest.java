package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.GangPlan;
import dev.mooring.crd.PluginPodGroup;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.crd.Queue;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.PodTerm;
import dev.mooring.scheduling.model.Requirement;
import dev.mooring.scheduling.model.Seated;
import dev.mooring.scheduling.model.Volume;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kubernetes' objects become what the core plans with, and follow each change. */
final class ImageTest {
  private static final String OURS = "ours";

  private final Image image = new Image(OURS);

  @BeforeEach
  void oneNode() {
    image.put(node("a", "True"));
  }

  private static Node node(String name, String ready) {
    return read(
        Node.class,
        """
        metadata: {name: %s, labels: {zone: z}}
        spec: {taints: [{key: gpu, effect: NoSchedule}]}
        status:
          allocatable: {cpu: "4", memory: 8Gi, pods: "110"}
          conditions: [{type: Ready, status: "%s"}]
        """
            .formatted(name, ready));
  }

  private static <T> T read(Class<T> type, String yaml) {
    return Serialization.unmarshal(yaml, type);
  }

  /**
   * @param more lines of the specification, indented by two
   */
  private static Pod pod(String name, String annotations, String more, String status) {
    return read(
        Pod.class,
        """
        metadata:
          name: %s
          namespace: lab
          uid: uid-%s
          resourceVersion: "7"
          creationTimestamp: "2026-11-28T10:00:00Z"
          labels: {app: x, training.kubeflow.org/replica-type: worker}
          annotations: {%s}
          ownerReferences: [{apiVersion: v1, kind: Job, name: j, uid: u, controller: true}]
        spec:
          schedulerName: ours
          containers: [{name: c, image: i, resources: {requests: {cpu: 500m}}}]
        %s
        status: {%s}
        """
            .formatted(name, name, annotations, more, status));
  }

  private static Pod member(String name, String more) {
    return pod(name, "scheduling.k8s.io/group-name: g", more, "phase: Pending");
  }

  private static PodGroup group(String spec) {
    return read(
        PodGroup.class,
        """
        metadata: {name: g, namespace: lab, resourceVersion: "3", creationTimestamp: "2026-11-28T09:00:00Z"}
        spec: {%s}
        """
            .formatted(spec));
  }

  private SeenGroup only() {
    assertThat(image.seen().groups()).hasSize(1);
    return image.seen().groups().getFirst();
  }

  @Test
  void membersOfAGroupWaitAndThenHoldRoom() {
    image.put(group("minMember: 2, queue: q, minTaskMember: {worker: 2}"));
    image.put(member("p-0", ""));
    image.put(member("p-1", ""));
    var waiting = only();
    assertThat(waiting.id()).isEqualTo(new GangId(GangId.Kind.VOLCANO_POD_GROUP, "lab", "g"));
    assertThat(waiting.version()).isEqualTo("3");
    assertThat(waiting.gang().queue()).isEqualTo("q");
    assertThat(waiting.gang().minimum().pods()).isEqualTo(2);
    assertThat(waiting.gang().minimum().byRole()).isEqualTo(Map.of("worker", 2));
    assertThat(waiting.gang().waiting()).hasSize(2).allMatch(m -> m.role().equals("worker"));
    assertThat(waiting.gang().rank().queuedAt()).isEqualTo(Instant.parse("2026-11-28T09:00:00Z"));

    image.put(member("p-0", "  nodeName: a"));
    var half = only();
    assertThat(half.gang().waiting()).extracting(m -> m.id().name()).containsExactly("p-1");
    assertThat(half.gang().seated())
        .extracting(Seated::fate)
        .containsExactly(Seated.Fate.EVICTABLE);
    var node = image.seen().nodes().nodes().getFirst();
    assertThat(node.used().amount("cpu")).isEqualTo(500);
    assertThat(node.pods()).isEqualTo(half.gang().seated());

    image.put(pod("p-0", "scheduling.k8s.io/group-name: g", "  nodeName: a", "phase: Succeeded"));
    assertThat(only().gang().progress().succeeded()).isEqualTo(Map.of("worker", 1));
    assertThat(image.seen().nodes().nodes().getFirst().pods()).isEmpty();

    image.remove(member("p-0", ""));
    image.remove(member("p-1", ""));
    assertThat(only().gang().waiting()).isEmpty();
    image.remove(group("minMember: 2"));
    assertThat(image.seen().groups()).isEmpty();
  }

  @Test
  void podsThatAreAlikeShareTheirShape() {
    image.put(group("minMember: 2"));
    image.put(member("p-0", ""));
    image.put(member("p-1", ""));
    var shapes = only().gang().waiting().stream().map(member -> member.shape()).toList();
    assertThat(shapes.getFirst()).isSameAs(shapes.getLast());
  }

  @Test
  void ourOperatorsMakeTheirPodsUnasked() {
    var group = group("minMember: 1");
    image.put(group);
    assertThat(only().unasked()).isFalse();
    group.getMetadata().setLabels(Map.of("training.kubeflow.org/operator-name", "o"));
    image.put(group);
    assertThat(only().unasked()).isTrue();
  }

  @Test
  void aPlanInTheStatusIsSeen() {
    var group = group("minMember: 1");
    group.setStatus(
        new PodGroupStatus(
            PodGroupPhase.INQUEUE, new GangPlan(Instant.EPOCH, Map.of("u", "a")), null));
    image.put(group);
    assertThat(only().status()).isEqualTo(group.getStatus());
    assertThat(only().gang().progress().admitted()).isTrue();
  }

  @Test
  void aPluginGroupKeepsItsPlanInAnAnnotation() {
    var planned =
        new PodGroupStatus(
            PodGroupPhase.INQUEUE, new GangPlan(Instant.EPOCH, Map.of("u", "a")), null);
    var group = new PluginPodGroup();
    group.setMetadata(group("minMember: 1").getMetadata());
    group
        .getMetadata()
        .setAnnotations(Map.of(PluginStatus.ANNOTATION, PluginStatus.written(planned)));
    group.setSpec(new dev.mooring.crd.PluginPodGroupSpec(3, null, null));
    image.put(group);
    assertThat(image.seen().groups()).as("its pods may be another scheduler's").isEmpty();
    var member = pod("p", "", "", "phase: Pending");
    member.getMetadata().setLabels(Map.of(PluginPodGroup.GROUP_NAME_LABEL, "g"));
    image.put(member);
    assertThat(only().id().kind()).isEqualTo(GangId.Kind.X_K8S_POD_GROUP);
    assertThat(only().status()).isEqualTo(planned);
    assertThat(only().gang().minimum().pods()).isEqualTo(3);
  }

  @Test
  void aPodWithoutAGroupIsAGangOfOne() {
    image.put(
        pod("single", "scheduling.volcano.sh/queue-name: q", "  priority: 5", "phase: Pending"));
    assertThat(only().id()).isEqualTo(new GangId(GangId.Kind.POD, "lab", "single"));
    assertThat(only().gang().queue()).isEqualTo("q");
    assertThat(only().gang().rank().priority()).isEqualTo(5);
    assertThat(only().waiting().getFirst().version()).isEqualTo("7");
  }

  @Test
  void podsOfOthersOnlyHoldRoom() {
    var other = pod("other", "", "  nodeName: a", "phase: Running");
    other.getSpec().setSchedulerName("default-scheduler");
    image.put(other);
    assertThat(image.seen().groups()).isEmpty();
    assertThat(image.seen().nodes().nodes().getFirst().pods())
        .extracting(Seated::fate)
        .containsExactly(Seated.Fate.KEPT);
  }

  @Test
  void gatedPodsAreNotToBePlacedAndLeavingOnesHoldTheirRoom() {
    image.put(group("minMember: 1"));
    image.put(member("gated", "  schedulingGates: [{name: quota}]"));
    var leaving = member("leaving", "  nodeName: a");
    leaving.getMetadata().setDeletionTimestamp("2026-11-28T11:00:00Z");
    image.put(leaving);
    assertThat(only().gang().waiting()).isEmpty();
    assertThat(only().gang().seated())
        .extracting(Seated::fate)
        .containsExactly(Seated.Fate.LEAVING);
  }

  @Test
  void aPodWhoseGroupIsMissingIsAStray() {
    image.put(member("p", ""));
    assertThat(image.seen().strays())
        .singleElement()
        .satisfies(stray -> assertThat(stray.why()).contains("lab/g").contains("does not exist"));
    image.put(group("minMember: 1"));
    assertThat(image.seen().strays()).isEmpty();
    assertThat(only().gang().waiting()).hasSize(1);
  }

  @Test
  void aPodThatMakesNoSenseStopsNobody() {
    image.put(
        pod(
            "odd",
            "",
            """
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms: [{matchExpressions: [{key: k, operator: Gt, values: [many]}]}]
            """,
            "phase: Pending"));
    image.put(pod("sound", "", "", "phase: Pending"));
    assertThat(only().id().name()).isEqualTo("sound");
    assertThat(image.seen().strays())
        .singleElement()
        .satisfies(stray -> assertThat(stray.why()).contains("many"));
  }

  @Test
  void aPodWhoseRulesMakeNoSenseHoldsItsRoomAllTheSame() {
    image.put(
        pod(
            "odd",
            "",
            """
              nodeName: a
              affinity:
                nodeAffinity:
                  preferredDuringSchedulingIgnoredDuringExecution:
                    - {weight: 1, preference: {matchExpressions: [{key: k, operator: Gt, values: [many]}]}}
            """,
            "phase: Running"));
    assertThat(image.seen().nodes().nodes().getFirst().used().amount("cpu")).isEqualTo(500);
    assertThat(image.seen().strays()).isEmpty();
  }

  @Test
  void aPodThatAsksForMoreThanAnybodyHasStopsNobody() {
    var absurd = pod("absurd", "", "", "phase: Pending");
    absurd
        .getSpec()
        .getContainers()
        .getFirst()
        .getResources()
        .setRequests(Map.of("cpu", new Quantity("10P")));
    image.put(absurd);
    assertThat(image.seen().groups()).isEmpty();
    assertThat(image.seen().strays())
        .singleElement()
        .satisfies(stray -> assertThat(stray.why()).contains("more cpu than any cluster has"));
  }

  @Test
  void aGroupThatMakesNoSenseStopsNobodyAndItsPodsSayWhy() {
    image.put(group("minMember: 1, minTaskMember: {worker: -1}"));
    image.put(member("p", ""));
    assertThat(image.seen().groups()).isEmpty();
    assertThat(image.seen().strays())
        .singleElement()
        .satisfies(stray ->
            assertThat(stray.why()).contains("lab/g").contains("'worker' is negative: -1"));
    image.put(group("minMember: 1"));
    assertThat(only().waiting()).hasSize(1);
    assertThat(image.seen().strays()).isEmpty();
  }

  @Test
  void aGroupWithoutASpecificationIsOneOfTheDefaultQueue() {
    var bare = group("minMember: 1");
    bare.setSpec(null);
    image.put(bare);
    assertThat(only().gang().minimum().pods()).isEqualTo(1);
    assertThat(only().gang().queue()).isEqualTo("default");
  }

  @Test
  void limitsThatNobodyReachesAreNoLimits() {
    image.put(group("minMember: 1, minResources: {memory: 16Ei}"));
    image.put(
        read(
            Queue.class,
            """
            metadata: {name: q}
            spec: {capability: {memory: 16Ei}}
            """));
    assertThat(image.seen().queues().getFirst().limits().capability().orElseThrow())
        .isEqualTo(only().gang().minimum().resources().orElseThrow())
        .satisfies(most -> assertThat(most.amount("memory")).isGreaterThan(1L << 52));
  }

  @Test
  void oneThatRanWaitsSinceItsPodsWereMadeAnew() {
    var group = group("minMember: 1");
    image.put(group);
    image.put(member("p-0", ""));
    var created = Instant.parse("2026-11-28T09:00:00Z");
    assertThat(only().gang().rank().waitsSince()).isEqualTo(created);
    group.setStatus(new PodGroupStatus(PodGroupPhase.UNKNOWN, null, null));
    image.put(group);
    assertThat(only().gang().rank().queuedAt()).isEqualTo(created);
    assertThat(only().gang().rank().waitsSince()).isEqualTo(Instant.parse("2026-11-28T10:00:00Z"));
  }

  @Test
  void whatWasWrittenWithItsSeatsSaysSinceWhenItWaited() {
    var since = Instant.parse("2026-11-28T09:30:00Z");
    var group = group("minMember: 1");
    group.setStatus(new PodGroupStatus(PodGroupPhase.RUNNING, null, null).with(since));
    image.put(group);
    image.put(member("p-0", "  nodeName: a"));
    assertThat(only().gang().rank().waitsSince())
        .as("its pods were made once it was let in")
        .isEqualTo(since);
    group.setStatus(new PodGroupStatus(PodGroupPhase.PENDING, null, null).with(since));
    image.put(group);
    assertThat(only().gang().rank().waitsSince()).as("its plan was given up").isEqualTo(since);
    group.setStatus(new PodGroupStatus(PodGroupPhase.UNKNOWN, null, null).with(since));
    image.put(group);
    image.put(member("p-0", ""));
    assertThat(only().gang().rank().waitsSince())
        .as("it ran, and its pods were made anew")
        .isEqualTo(Instant.parse("2026-11-28T10:00:00Z"));
  }

  @Test
  void aGroupThatHasEndedWaitsForNobody() {
    var group = group("minMember: 2, minResources: {cpu: 10}");
    group.setStatus(new PodGroupStatus(PodGroupPhase.COMPLETED, null, null));
    image.put(group);
    image.put(pod("p-0", "scheduling.k8s.io/group-name: g", "  nodeName: a", "phase: Failed"));
    assertThat(image.seen().groups()).isEmpty();
    image.put(member("p-1", ""));
    assertThat(only().waiting()).as("it is begun again").hasSize(1);
  }

  @Test
  void rulesAreReadAsKubernetesWritesThem() {
    image.put(read(Namespace.class, "metadata: {name: other, labels: {team: t}}"));
    image.put(
        pod(
            "rules",
            "",
            """
              nodeSelector: {zone: z}
              tolerations: [{key: gpu, operator: Exists}]
              topologySpreadConstraints:
              - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: x}}}
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [z]}]}]
                podAntiAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                  - topologyKey: zone
                    labelSelector: {matchLabels: {app: x}}
                    namespaceSelector: {matchLabels: {team: t}}
            """,
            "phase: Pending"));
    var shape = only().gang().waiting().getFirst().shape();
    var node = image.seen().nodes().nodes().getFirst();
    assertThat(shape.nodes().matches(node)).isTrue();
    assertThat(shape.nodes().bears(node)).isTrue();
    assertThat(shape.nodes().anyOf())
        .containsExactly(NodeTerm.ofLabels(Requirement.in("zone", "z")));
    assertThat(shape.spreads()).singleElement().matches(spread -> spread.required());
    assertThat(shape.company().apart())
        .singleElement()
        .extracting(PodTerm::namespaces)
        .isEqualTo(new PodTerm.Namespaces(false, Set.of("other")));
    // The labels of a namespace change: so does what the pod refers to.
    image.put(read(Namespace.class, "metadata: {name: other, labels: {team: u}}"));
    assertThat(only().gang().waiting().getFirst().shape().company().apart())
        .extracting(PodTerm::namespaces)
        .containsExactly(new PodTerm.Namespaces(false, Set.of()));
  }

  @Test
  void claimsTieAPodToTheirVolumes() {
    image.put(
        pod(
            "p",
            "",
            "  volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]",
            "phase: Pending"));
    assertThat(volumes()).containsExactly(new Volume.Blocked("c", "does not exist"));
    image.put(claim("Pending", ""));
    assertThat(volumes())
        .singleElement()
        .isInstanceOf(Volume.Blocked.class)
        .matches(volume -> ((Volume.Blocked) volume).why().contains("no known class"));
    image.put(
        read(
            StorageClass.class,
            "metadata: {name: s}\nprovisioner: p\nvolumeBindingMode: WaitForFirstConsumer"));
    assertThat(volumes())
        .containsExactly(
            new Volume.Unbound("c", List.of()), new Volume.Attached("c", "p", "claim lab/c"));
    image.put(
        read(
            PersistentVolume.class,
            """
            metadata: {name: v}
            spec:
              nodeAffinity:
                required:
                  nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [z]}]}]
            """));
    image.put(claim("Bound", "volumeName: v,"));
    assertThat(volumes())
        .containsExactly(
            new Volume.Bound("c", List.of(NodeTerm.ofLabels(Requirement.in("zone", "z")))));
  }

  /** As Kubernetes' scheduler asks: is the pod the claim's controller? */
  @Test
  void anEphemeralClaimIsThePodsOnlyIfThePodOwnsIt() {
    var pod = pod("p", "", "  volumes: [{name: v, ephemeral: {}}]", "phase: Pending");
    image.put(pod);
    assertThat(volumes()).containsExactly(new Volume.Blocked("p-v", "does not exist"));
    var uid = pod.getMetadata().getUid();
    image.put(read(PersistentVolume.class, "metadata: {name: old}\nspec: {}"));
    image.put(ephemeral("{kind: Pod, name: p, uid: before, controller: true}"));
    assertThat(volumes())
        .containsExactly(
            new Volume.Blocked(
                "p-v",
                "was made for an earlier pod of the same name",
                "Kubernetes deletes it with that pod; if it lasts: kubectl delete pvc p-v"));
    for (var others :
        List.of("", "{kind: Pod, name: p, uid: %s}".formatted(uid), "{kind: Set, uid: s}")) {
      image.put(ephemeral(others));
      assertThat(volumes())
          .as(others)
          .singleElement()
          .matches(
              volume -> ((Volume.Blocked) volume).why().startsWith("was not made for the pod"));
    }
    image.put(ephemeral("{kind: Pod, name: p, uid: %s, controller: true}".formatted(uid)));
    assertThat(volumes()).containsExactly(new Volume.Bound("p-v", List.of()));
  }

  private static PersistentVolumeClaim ephemeral(String owners) {
    return read(
        PersistentVolumeClaim.class,
        """
        metadata: {name: p-v, namespace: lab, ownerReferences: [%s]}
        spec: {volumeName: old, accessModes: [ReadWriteOnce]}
        status: {phase: Bound}
        """
            .formatted(owners));
  }

  @Test
  void podsThatMountAClaimTogetherKnowOfEachOther() {
    image.put(
        read(
            StorageClass.class,
            """
            metadata: {name: s}
            provisioner: kubernetes.io/no-provisioner
            volumeBindingMode: WaitForFirstConsumer
            """));
    image.put(
        read(
            PersistentVolume.class,
            """
            metadata: {name: v}
            spec: {storageClassName: s, accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}}
            status: {phase: Available}
            """));
    image.put(claim("Pending", "resources: {requests: {storage: 1Gi}},"));
    image.put(group("minMember: 1"));
    var mounting = "  volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]";
    image.put(member("p-0", mounting));
    assertThat(shared()).containsExactly(false);
    image.put(member("p-1", mounting));
    assertThat(shared()).containsExactly(true, true);
    image.remove(member("p-0", mounting));
    assertThat(shared()).containsExactly(false);
  }

  private List<Boolean> shared() {
    return only().gang().waiting().stream()
        .map(pod -> ((Volume.OneOf) pod.shape().local().volumes().getFirst()).shared())
        .toList();
  }

  @Test
  void aVolumeOfADriverTakesAnAttachment() {
    image.put(
        pod(
            "p",
            "",
            "  nodeName: a\n  volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]",
            "phase: Running"));
    image.put(
        read(
            PersistentVolume.class,
            "metadata: {name: v}\nspec: {csi: {driver: disk.csi, volumeHandle: h}}"));
    image.put(claim("Bound", "volumeName: v,"));
    var disk = new Volume.Attached("c", "disk.csi", "h");
    assertThat(seatedVolumes()).containsExactly(new Volume.Bound("c", List.of()), disk);
    // As long as the pod is there it has the volume, whatever becomes of the claim.
    var going = claim("Bound", "volumeName: v,");
    going.getMetadata().setDeletionTimestamp("2026-11-28T11:00:00Z");
    image.put(going);
    assertThat(seatedVolumes()).contains(disk);
  }

  private List<Volume> seatedVolumes() {
    return image.seen().nodes().nodes().getFirst().pods().getFirst().shape().local().volumes();
  }

  @Test
  void aCsiNodeSaysHowManyVolumesANodeAttaches() {
    image.put(csiNode("a", "{name: disk.csi, allocatable: {count: 3}}, {name: file.csi}"));
    assertThat(limits()).isEqualTo(Map.of("disk.csi", 3));
    image.put(csiNode("a", "{name: disk.csi, allocatable: {count: 2}}"));
    assertThat(limits()).isEqualTo(Map.of("disk.csi", 2));
    // Pods change; the limit stays.
    image.put(pod("p", "", "  nodeName: a", "phase: Running"));
    assertThat(limits()).isEqualTo(Map.of("disk.csi", 2));
    image.put(csiNode("later", "{name: disk.csi, allocatable: {count: 1}}"));
    assertThat(image.seen().nodes().nodes()).hasSize(1);
    image.put(node("later", "True"));
    assertThat(image.seen().nodes().nodes().getLast().attachLimits())
        .isEqualTo(Map.of("disk.csi", 1));
    image.remove(csiNode("a", "{name: disk.csi, allocatable: {count: 2}}"));
    assertThat(limits()).isEmpty();
  }

  @Test
  void aNodeWithoutDriversHasNoLimits() {
    image.put(read(CSINode.class, "metadata: {name: a}\nspec: {drivers: null}"));
    assertThat(limits()).isEmpty();
  }

  private Map<String, Integer> limits() {
    return image.seen().nodes().nodes().getFirst().attachLimits();
  }

  private static CSINode csiNode(String name, String drivers) {
    return read(
        CSINode.class, "metadata: {name: %s}\nspec: {drivers: [%s]}".formatted(name, drivers));
  }

  private List<Volume> volumes() {
    return only().gang().waiting().getFirst().shape().local().volumes();
  }

  private static PersistentVolumeClaim claim(String phase, String more) {
    return read(
        PersistentVolumeClaim.class,
        """
        metadata: {name: c, namespace: lab}
        spec: {%s storageClassName: s, accessModes: [ReadWriteOnce]}
        status: {phase: %s}
        """
            .formatted(more, phase));
  }

  @Test
  void nodesQueuesBudgetsAndPrioritiesAreSeen() {
    image.put(node("b", "False"));
    image.put(read(PriorityClass.class, "metadata: {name: high}\nvalue: 9"));
    image.put(group("minMember: 1, priorityClassName: high"));
    image.put(
        read(
            Queue.class,
            "metadata: {name: q}\nspec: {weight: 3, capability: {cpu: 2}, parent: top, placing: Spread}"));
    image.put(
        read(
            PodDisruptionBudget.class,
            """
            metadata: {name: b, namespace: lab}
            spec: {selector: {matchLabels: {app: x}}}
            status: {disruptionsAllowed: 1}
            """));
    var seen = image.seen();
    assertThat(seen.nodes().nodes()).extracting(n -> n.open()).containsExactly(true, false);
    assertThat(seen.queues()).extracting(q -> q.name()).containsExactlyInAnyOrder("q", "default");
    var queue = seen.queues().stream().filter(q -> q.name().equals("q")).findFirst().orElseThrow();
    assertThat(queue.weight()).isEqualTo(3);
    assertThat(queue.parent()).isEqualTo(Optional.of("top"));
    assertThat(queue.limits().capability().orElseThrow().amount("cpu")).isEqualTo(2000);
    assertThat(seen.budgets()).singleElement().matches(budget -> budget.allowed() == 1);
    assertThat(only().gang().rank().priority()).isEqualTo(9);
    image.remove(node("b", "False"));
    assertThat(image.seen().nodes().nodes()).hasSize(1);
  }
}
