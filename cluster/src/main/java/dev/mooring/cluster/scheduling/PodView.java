package dev.mooring.cluster.scheduling;

import dev.mooring.crd.JobLabels;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Seated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What scheduling needs of a pod.
 *
 * @param ours whether this scheduler places it
 * @param node where it is bound; empty while it is not
 * @param role its task in the gang, empty if it has none
 * @param queue named by the pod itself; its group's counts first
 * @param controlled somebody makes it anew when it is gone
 * @param made when it was
 * @param since when it got its node; when it was made while it has none
 * @param namespaceSelectors the shape depends on labels of namespaces
 */
record PodView(
    PodId id,
    GangId gang,
    String version,
    boolean ours,
    State state,
    Optional<String> node,
    String role,
    Optional<String> queue,
    PodShape shape,
    List<Mount> claims,
    int priority,
    boolean mayPreempt,
    boolean controlled,
    Instant made,
    Instant since,
    String explained,
    boolean namespaceSelectors) {

  /** Volcano's annotation for a pod's task; ours of training jobs counts where it is not given. */
  private static final String TASK = "volcano.sh/task-spec";

  enum State {
    /** It asks for a node. */
    WAITING,
    /** It has one and has not ended. */
    SEATED,
    /** It has one and is being deleted. */
    LEAVING,
    SUCCEEDED,
    /** It has failed, goes without ever having had a node, or must not be placed yet. */
    ASIDE
  }

  /**
   * Reads it.
   *
   * @param shape of a pod that has not ended
   */
  static PodView of(Pod pod, String schedulerName, Function<Pod, PodShape> shape) {
    var meta = pod.getMetadata();
    var spec = pod.getSpec();
    var node = Optional.ofNullable(spec.getNodeName()).filter(name -> !name.isEmpty());
    var scheduled = condition(pod);
    var state = state(pod, node.isPresent());
    var ours = schedulerName.equals(spec.getSchedulerName());
    if (ours && state == State.WAITING) {
      refuseResourceClaims(spec);
    }
    return new PodView(
        new PodId(meta.getNamespace(), meta.getName(), meta.getUid()),
        Membership.gang(pod),
        meta.getResourceVersion(),
        ours,
        state,
        node,
        role(pod),
        Membership.queue(pod),
        state == State.SUCCEEDED || state == State.ASIDE
            ? PodShape.of(meta.getNamespace(), Resources.NONE)
            : shape.apply(pod),
        Claims.mounts(pod),
        Objects.requireNonNullElse(spec.getPriority(), 0),
        !"Never".equals(spec.getPreemptionPolicy()),
        meta.getOwnerReferences().stream()
            .anyMatch(owner -> Boolean.TRUE.equals(owner.getController())),
        made(pod),
        since(pod, scheduled),
        scheduled
            .filter(condition -> condition.getStatus().equals("False"))
            .map(condition -> PodShapes.text(condition.getMessage()))
            .orElse(""),
        selectsNamespaces(pod));
  }

  /** Whoever gets a node without what it claims never starts there. */
  private static void refuseResourceClaims(PodSpec spec) {
    if (!spec.getResourceClaims().isEmpty()) {
      throw new IllegalArgumentException(
          "resource claim '%s' is dynamic, and this scheduler allocates none; ask for extended resources instead, or name another scheduler"
              .formatted(spec.getResourceClaims().getFirst().getName()));
    }
  }

  /** A waiting pod of ours that cannot be placed as it is specified; empty for others. */
  static Optional<Seen.Stray> unreadable(Pod pod, String schedulerName, @Nullable String because) {
    var meta = pod.getMetadata();
    var node = Optional.ofNullable(pod.getSpec().getNodeName()).filter(name -> !name.isEmpty());
    if (!schedulerName.equals(pod.getSpec().getSchedulerName())
        || state(pod, node.isPresent()) != State.WAITING) {
      return Optional.empty();
    }
    var member =
        new Member(
            new PodId(meta.getNamespace(), meta.getName(), meta.getUid()),
            "",
            PodShape.of(meta.getNamespace(), Resources.NONE));
    return Optional.of(
        new Seen.Stray(
            new SeenPod(member, meta.getResourceVersion(), List.of(), "", made(pod)),
            "The pod cannot be placed, correct its specification: %s".formatted(because)));
  }

  private static State state(Pod pod, boolean hasNode) {
    var phase = pod.getStatus() == null ? "" : PodShapes.text(pod.getStatus().getPhase());
    if (phase.equals("Succeeded")) {
      return State.SUCCEEDED;
    }
    if (phase.equals("Failed")) {
      return State.ASIDE;
    }
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return hasNode ? State.LEAVING : State.ASIDE;
    }
    if (hasNode) {
      return State.SEATED;
    }
    return pod.getSpec().getSchedulingGates().isEmpty() ? State.WAITING : State.ASIDE;
  }

  private static Optional<PodCondition> condition(Pod pod) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getConditions().stream()
            .filter(condition -> condition.getType().equals("PodScheduled"))
            .findFirst();
  }

  private static Instant since(Pod pod, Optional<PodCondition> scheduled) {
    return scheduled
        .filter(condition -> condition.getStatus().equals("True"))
        .map(PodCondition::getLastTransitionTime)
        .map(Instant::parse)
        .orElseGet(() -> made(pod));
  }

  private static Instant made(Pod pod) {
    var made = pod.getMetadata().getCreationTimestamp();
    return made == null ? Instant.EPOCH : Instant.parse(made);
  }

  private static String role(Pod pod) {
    var task = Maps.of(pod.getMetadata().getAnnotations()).get(TASK);
    return task == null
        ? PodShapes.text(Maps.of(pod.getMetadata().getLabels()).get(JobLabels.REPLICA_TYPE))
        : task;
  }

  private static boolean selectsNamespaces(Pod pod) {
    var affinity = pod.getSpec().getAffinity();
    if (affinity == null) {
      return false;
    }
    var near = affinity.getPodAffinity();
    var apart = affinity.getPodAntiAffinity();
    return Stream.concat(
            near == null
                ? Stream.empty()
                : near.getRequiredDuringSchedulingIgnoredDuringExecution().stream(),
            apart == null
                ? Stream.empty()
                : apart.getRequiredDuringSchedulingIgnoredDuringExecution().stream())
        .anyMatch(term -> term.getNamespaceSelector() != null);
  }

  /** Whether it holds room or will. */
  boolean isAlive() {
    return state == State.WAITING || holdsRoom();
  }

  boolean holdsRoom() {
    return state == State.SEATED || state == State.LEAVING;
  }

  Member member(PodShape whole) {
    return new Member(id, role, whole);
  }

  Seated seated(boolean evictable, PodShape whole) {
    var fate =
        state == State.LEAVING
            ? Seated.Fate.LEAVING
            : evictable ? Seated.Fate.EVICTABLE : Seated.Fate.KEPT;
    return new Seated(id, role, gang, whole, priority, since, fate);
  }
}
