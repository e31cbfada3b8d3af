package dev.mooring.cluster.scheduling;

import dev.mooring.crd.JobLabels;
import dev.mooring.crd.PluginPodGroup;
import dev.mooring.crd.PluginPodGroupSpec;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.PodGroupSpec;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.crd.Queue;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Progress;
import dev.mooring.scheduling.model.Rank;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Seated;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A pod group of either kind, or what stands for one where a pod has none.
 *
 * @param version its resourceVersion; empty where there is no object
 * @param preemptible its pods may be evicted, together
 * @param unasked its pods are made without a word that they may be, as our operators do
 */
record Group(
    GangId id,
    String version,
    Instant created,
    Optional<String> queue,
    Minimum minimum,
    Optional<String> priorityClass,
    boolean preemptible,
    boolean unasked,
    PodGroupStatus status) {

  /** Volcano's annotation (and label) for gangs that nobody may evict when it says false. */
  private static final String PREEMPTABLE = "volcano.sh/preemptable";

  static Group of(PodGroup group) {
    var spec =
        Objects.requireNonNullElseGet(
            group.getSpec(), () -> new PodGroupSpec(1, Queue.DEFAULT, null, null));
    return new Group(
        id(group),
        group.getMetadata().getResourceVersion(),
        created(group),
        Optional.of(spec.queue()),
        new Minimum(
            Math.max(1, spec.minMember()),
            Maps.of(spec.minTaskMember()),
            Optional.ofNullable(spec.minResources()).map(Requests::of)),
        Optional.ofNullable(spec.priorityClassName()).filter(name -> !name.isEmpty()),
        isPreemptible(group),
        Maps.of(group.getMetadata().getLabels()).containsKey(JobLabels.OPERATOR_NAME),
        Objects.requireNonNullElse(group.getStatus(), PodGroupStatus.NONE));
  }

  static Group of(PluginPodGroup group) {
    var spec =
        Objects.requireNonNullElseGet(group.getSpec(), () -> new PluginPodGroupSpec(1, null, null));
    return new Group(
        id(group),
        group.getMetadata().getResourceVersion(),
        created(group),
        Optional.empty(),
        new Minimum(
            Math.max(1, spec.minMember()),
            Map.of(),
            Optional.ofNullable(spec.minResources()).map(Requests::of)),
        Optional.empty(),
        isPreemptible(group),
        true,
        PluginStatus.of(group));
  }

  static Group ofPod(GangId id, List<PodView> pods) {
    return new Group(
        id,
        "",
        pods.stream().map(PodView::made).min(Comparator.naturalOrder()).orElse(Instant.EPOCH),
        Optional.empty(),
        new Minimum(1, Map.of(), Optional.<Resources>empty()),
        Optional.empty(),
        true,
        true,
        PodGroupStatus.NONE);
  }

  static GangId id(PodGroup group) {
    return id(GangId.Kind.VOLCANO_POD_GROUP, group);
  }

  static GangId id(PluginPodGroup group) {
    return id(GangId.Kind.X_K8S_POD_GROUP, group);
  }

  private static GangId id(GangId.Kind kind, HasMetadata group) {
    return new GangId(kind, group.getMetadata().getNamespace(), group.getMetadata().getName());
  }

  private static Instant created(HasMetadata group) {
    return Instant.parse(group.getMetadata().getCreationTimestamp());
  }

  private static boolean isPreemptible(HasMetadata group) {
    return !"false".equals(Maps.of(group.getMetadata().getAnnotations()).get(PREEMPTABLE))
        && !"false".equals(Maps.of(group.getMetadata().getLabels()).get(PREEMPTABLE));
  }

  /**
   * Whether it is ours to plan while none of its pods waits or runs. One that has ended keeps
   * nothing from others; and who places the pods of one of the plugin's kind is told by them alone.
   */
  boolean awaitsPods() {
    return id.kind() == GangId.Kind.VOLCANO_POD_GROUP && status.phase() != PodGroupPhase.COMPLETED;
  }

  SeenGroup seen(
      List<PodView> pods,
      Map<String, PriorityClass> priorities,
      Function<PodView, Seated> seating,
      Function<PodView, PodShape> whole) {
    var waiting =
        pods.stream()
            .filter(pod -> pod.state() == PodView.State.WAITING)
            .map(pod -> waiting(pod, whole.apply(pod)))
            .toList();
    var seated = pods.stream().filter(PodView::holdsRoom).map(seating).toList();
    var gang =
        new Gang(
            id,
            queue
                .or(() ->
                    pods.stream().flatMap(pod -> pod.queue().stream()).reduce(Membership::first))
                .orElse(Queue.DEFAULT),
            rank(pods, priorities),
            minimum,
            waiting.stream().map(SeenPod::member).toList(),
            seated,
            progress(pods, seated));
    return new SeenGroup(gang, version, unasked, status, waiting);
  }

  static SeenPod waiting(PodView pod, PodShape whole) {
    return new SeenPod(
        new Member(pod.id(), pod.role(), whole),
        pod.version(),
        pod.claims(),
        pod.explained(),
        pod.made());
  }

  private Rank rank(List<PodView> pods, Map<String, PriorityClass> priorities) {
    var named = priorityClass.map(priorities::get);
    return new Rank(
        named
            .map(PriorityClass::getValue)
            .orElseGet(() -> pods.stream().mapToInt(PodView::priority).max().orElse(0)),
        created,
        waitsSince(pods),
        named
            .map(found -> !"Never".equals(found.getPreemptionPolicy()))
            .orElseGet(() -> pods.stream().allMatch(PodView::mayPreempt)),
        preemptible && pods.stream().filter(PodView::holdsRoom).allMatch(PodView::controlled));
  }

  /**
   * The pods of one that ran and lost them wait since they were made anew. Else it is what was
   * written with its seats: that outlives a plan that is given up, and a gang may have waited to be
   * let in before it had pods.
   */
  private Instant waitsSince(List<PodView> pods) {
    var phase = status.phase();
    var written = Optional.ofNullable(status.waitingSince());
    if (phase == null || phase == PodGroupPhase.PENDING || phase == PodGroupPhase.INQUEUE) {
      return written.orElse(created);
    }
    return made(pods, pod -> pod.state() == PodView.State.WAITING)
        .or(() -> written)
        .or(() -> made(pods, PodView::holdsRoom))
        .orElse(created);
  }

  /** When the first of them was made. */
  private static Optional<Instant> made(List<PodView> pods, Predicate<PodView> which) {
    return pods.stream().filter(which).map(PodView::made).min(Comparator.naturalOrder());
  }

  private Progress progress(List<PodView> pods, List<Seated> seated) {
    var succeeded =
        pods.stream()
            .filter(pod -> pod.state() == PodView.State.SUCCEEDED)
            .collect(Collectors.toMap(PodView::role, _ -> 1, Integer::sum));
    var staying = seated.stream().filter(pod -> !pod.leaving()).toList();
    var phase = status.phase();
    var admitted =
        phase != null
            && switch (phase) {
              case PENDING -> false;
              case INQUEUE, RUNNING, UNKNOWN, COMPLETED -> true;
            };
    return new Progress(
        admitted,
        succeeded,
        staying.size() < minimum.pods()
            ? Optional.empty()
            : staying.stream().map(Seated::since).max(Comparator.naturalOrder()));
  }
}
