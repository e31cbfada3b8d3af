package dev.mooring.training;

import dev.mooring.crd.Reason;
import dev.mooring.training.SeenContainer.State;
import dev.mooring.training.SeenPod.Phase;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why pods wait or failed, for a person. A reason is the same text as long as its cause is the
 * same, because each change is a write and an event.
 */
public final class PodReasons {
  private static final Set<String> IMAGE =
      Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull");
  private static final Set<String> CONFIG =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

  /** The kubelet says the runtime's error itself, or after its own words while it backs off. */
  private static final Pattern BACK_OFF =
      Pattern.compile("^Back-off pulling image \"[^\"]*\"(: ErrImagePull: )?");

  /** Source ports differ from try to try. */
  private static final Pattern SOURCE = Pattern.compile("(read|write|dial) (udp|tcp) \\S+->");

  /** Containers get a new id with each try. */
  private static final Pattern CONTAINER_ID = Pattern.compile("\"?\\b[0-9a-f]{64}\\b\"? ?");

  private PodReasons() {}

  /**
   * The first of: a name taken, a pod that cannot start, a container that keeps failing, a pod that
   * is not made yet because others were turned away, the gang.
   */
  static Optional<Reason> ofWaiting(JobPlan plan, Seen seen) {
    var pods =
        Stream.concat(
                seen.ofPlan(plan).entrySet().stream(), seen.ofDependents(plan).entrySet().stream())
            .toList();
    return Stream.<Stream<Reason>>of(
            seen.obstacles().stream().map(PodReasons::obstacle),
            pods.stream().flatMap(entry -> starting(plan, entry).stream()),
            pods.stream().flatMap(entry -> troubled(plan, seen, entry).stream()),
            pods.stream().flatMap(entry -> crashing(plan, entry).stream()),
            Turning.reason(plan, seen).stream(),
            seen.gangReason().stream())
        .flatMap(reasons -> reasons)
        .findFirst();
  }

  /** Why something that the job needs does not exist. */
  public static Reason obstacle(Obstacle obstacle) {
    return switch (obstacle) {
      case Obstacle.Taken(var what) ->
          new Reason(
              "NameTaken",
              what + " exists and does not belong to this job",
              "Delete it, or submit the job under another name; if an earlier job of this name is being"
                  + " deleted, wait");
      case Obstacle.Forbidden(var what, var message) ->
          new Reason(
              "Forbidden",
              "%s may not be created: %s".formatted(what, message),
              "Free or raise the quota that it names, or ask who runs the cluster");
      case Obstacle.Invalid(var what, var message) ->
          new Reason(
              "Invalid",
              "%s is not valid: %s".formatted(what, message),
              "Correct the template that it is made from and submit the job again");
    };
  }

  private static Optional<Reason> starting(JobPlan plan, Map.Entry<Replica, SeenPod> entry) {
    for (var container : entry.getValue().containers()) {
      if (container.state() instanceof State.Waiting waiting) {
        if (IMAGE.contains(waiting.reason())) {
          return Optional.of(image(entry, container, waiting));
        }
        if (CONFIG.contains(waiting.reason())) {
          return Optional.of(config(plan, entry, container, waiting));
        }
      }
    }
    return Optional.empty();
  }

  private static Reason image(
      Map.Entry<Replica, SeenPod> entry, SeenContainer container, State.Waiting waiting) {
    var image = askedImage(entry.getKey(), container);
    var runtime = steady(BACK_OFF.matcher(waiting.message()).replaceFirst(""));
    var invalid = waiting.reason().equals("InvalidImageName");
    return new Reason(
        waiting.reason().equals("ErrImagePull") ? "ImagePullBackOff" : waiting.reason(),
        "%s: image '%s' %s%s"
            .formatted(
                who(entry),
                image,
                invalid ? "is not a valid image name" : "cannot be pulled",
                runtime.isEmpty() ? "" : ": " + runtime),
        invalid
            ? "Correct the image of container '%s' in %s and submit the job again"
                .formatted(container.name(), entry.getKey().role().type())
            : "Check the image's name and tag, and that the node reaches its registry and may pull from it");
  }

  private static Optional<Reason> troubled(
      JobPlan plan, Seen seen, Map.Entry<Replica, SeenPod> entry) {
    return Optional.ofNullable(seen.troubles().get(entry.getValue().uid()))
        .map(trouble ->
            new Reason(
                trouble.code(),
                "%s cannot start: %s".formatted(who(entry), steady(trouble.message())),
                "Create what is missing in namespace '%s', and the pod starts by itself"
                    .formatted(plan.job().namespace())));
  }

  private static Reason config(
      JobPlan plan,
      Map.Entry<Replica, SeenPod> entry,
      SeenContainer container,
      State.Waiting waiting) {
    return new Reason(
        waiting.reason(),
        "%s: container '%s' cannot be made: %s"
            .formatted(who(entry), container.name(), steady(waiting.message())),
        "Create what is missing in namespace '%s', or correct the container and submit the job again"
            .formatted(plan.job().namespace()));
  }

  private static Optional<Reason> crashing(JobPlan plan, Map.Entry<Replica, SeenPod> entry) {
    return entry.getValue().phase() == Phase.FAILED
        ? Optional.of(ofFailed(plan, entry.getKey(), entry.getValue()))
        : entry.getValue().containers().stream()
            .flatMap(container ->
                container.failure().stream().map(ended -> ended(plan, entry, container, ended)))
            .findFirst();
  }

  /** Why a pod failed: what its node says of it, or how its container ended. */
  public static Reason ofFailed(JobPlan plan, Replica replica, SeenPod pod) {
    var entry = Map.entry(replica, pod);
    if (pod.reason().isPresent()) {
      return new Reason(
          pod.reason().get(),
          "%s: %s".formatted(who(entry), pod.message().orElse("the pod was ended by its node")),
          ofNode(pod, pod.reason().get()));
    }
    // A sidecar that is ended with its pod may fail too; it is not the cause.
    var main = replica.role().main().container();
    return pod.containers().stream()
        .sorted(Comparator.comparing(container -> !container.name().equals(main)))
        .flatMap(container ->
            container.failure().stream().map(ended -> ended(plan, entry, container, ended)))
        .findFirst()
        .orElseGet(() ->
            new Reason(
                "PodFailed",
                "%s failed and its node does not say why".formatted(who(entry)),
                "Look at the pod: kubectl -n %s describe pod %s"
                    .formatted(plan.job().namespace(), pod.name())));
  }

  private static String ofNode(SeenPod pod, String reason) {
    if (pod.wasTurnedAway()) {
      return "Nothing to do: another pod took the room first, and the replica is placed again";
    }
    return reason.equals("Evicted")
        ? "Give the container requests that cover what it uses, so that its node does not run out"
        : "Look at the node: kubectl describe node " + pod.node().orElse("<none>");
  }

  private static Reason ended(
      JobPlan plan, Map.Entry<Replica, SeenPod> entry, SeenContainer container, State.Ended ended) {
    var log = ended.message().strip();
    var outOfMemory = ended.reason().equals("OOMKilled");
    return new Reason(
        outOfMemory ? "OOMKilled" : "ContainerFailed",
        "%s: container '%s' %s (exit code %d)%s%s"
            .formatted(
                who(entry),
                container.name(),
                outOfMemory ? "was killed for using more memory than its limit" : "failed",
                ended.exitCode(),
                container.restarts() == 0
                    ? ""
                    : " after %d restart(s)".formatted(container.restarts()),
                log.isEmpty() ? "" : "; last log lines:\n" + log),
        outOfMemory
            ? "Raise resources.limits.memory of container '%s', or let it use less"
                .formatted(container.name())
            : "Correct the program; the whole log: kubectl -n %s logs %s -c %s"
                .formatted(plan.job().namespace(), entry.getValue().name(), container.name()));
  }

  /** That the retries are used up, with the latest failure. */
  static Reason ofBackoffLimit(JobPlan plan, Seen seen, int limit) {
    var latest =
        seen.ofPlan(plan).entrySet().stream()
            .flatMap(entry -> crashing(plan, entry).stream())
            .findFirst();
    return new Reason(
        "BackoffLimitExceeded",
        "Replicas failed %d times, spec.runPolicy.backoffLimit allows %d retries%s"
            .formatted(
                Judging.failures(plan, seen),
                limit,
                latest.map(reason -> ". " + reason.message()).orElse("")),
        latest.map(Reason::nextStep).orElse("Look at the logs of the job's pods"));
  }

  private static String who(Map.Entry<Replica, SeenPod> entry) {
    return "%s %d (pod %s%s)"
        .formatted(
            entry.getKey().role().type(),
            entry.getKey().index(),
            entry.getValue().name(),
            entry.getValue().node().map(node -> ", node " + node).orElse(""));
  }

  private static String steady(String message) {
    var withoutPorts = SOURCE.matcher(message).replaceAll("$1 $2 ");
    return CONTAINER_ID.matcher(withoutPorts).replaceAll("").strip();
  }

  /** As the user wrote it: the status may name it in the runtime's spelling. */
  private static String askedImage(Replica replica, SeenContainer container) {
    var spec = replica.role().template().getSpec();
    return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
        .filter(asked -> asked.getName().equals(container.name()))
        .map(io.fabric8.kubernetes.api.model.Container::getImage)
        .findFirst()
        .orElse(container.image());
  }
}
