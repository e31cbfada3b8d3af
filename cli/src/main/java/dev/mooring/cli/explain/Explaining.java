package dev.mooring.cli.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.cli.explain.Explanation.Because;
import dev.mooring.cli.explain.Explanation.Level;
import dev.mooring.cli.explain.Explanation.PodPart;
import dev.mooring.cli.explain.Explanation.QueuePlace;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From what a cluster has to why a job waits.
 *
 * @param jobs of all kinds
 * @param gangs PodGroups
 * @param queues all of them
 */
public record Explaining(List<JsonNode> jobs, List<JsonNode> gangs, List<JsonNode> queues) {
  private static final Because NOTHING =
      new Because("NothingInTheWay", "Nothing is known to be in its way", "");

  /** States of jobs of any kind that are over. */
  private static final Set<String> ENDS = Set.of("Completed", "Succeeded", "Failed", "Canceled");

  private static final String JOB_ID = "/metadata/annotations/amlarc.azureml.com~1job-id";

  /** How pods name their gang or job, as the front end of their gang wants it. */
  private static final List<String> MEMBERSHIP =
      List.of(
          "/metadata/annotations/scheduling.k8s.io~1group-name",
          "/metadata/labels/scheduling.x-k8s.io~1pod-group",
          "/metadata/labels/training.kubeflow.org~1job-name");

  public Explaining {
    jobs = List.copyOf(jobs);
    gangs = List.copyOf(gangs);
    queues = List.copyOf(queues);
  }

  /** A job by namespace and name. */
  public record Found(String namespace, String name) {}

  /**
   * The jobs that somebody may mean: of this name in the cluster, or of this name in a workspace,
   * which the AmlJob made for it carries.
   */
  public List<Found> find(String name) {
    return Stream.concat(jobs.stream(), gangs.stream())
        .filter(
            object -> name(object).equals(name) || object.at(JOB_ID).asText().endsWith("/" + name))
        .map(object -> new Found(namespace(object), name(object)))
        .distinct()
        .sorted(Comparator.comparing(Found::namespace))
        .toList();
  }

  /**
   * Explains one.
   *
   * @param pods of its namespace
   */
  public Explanation explain(Found job, List<JsonNode> pods) {
    var levels =
        Stream.concat(
                jobs.stream().filter(object -> is(object, job)).map(Explaining::jobLevel),
                gang(job).stream().map(Explaining::gangLevel))
            .toList();
    var place = gang(job).map(this::place);
    var parts =
        pods.stream()
            .filter(
                pod -> MEMBERSHIP.stream().anyMatch(at -> pod.at(at).asText().equals(job.name())))
            .map(Explaining::part)
            .sorted(Comparator.comparing(PodPart::name))
            .toList();
    return new Explanation(
        job.namespace(),
        job.name(),
        levels,
        place.orElse(null),
        parts,
        verdict(levels, place, parts));
  }

  private Optional<JsonNode> gang(Found job) {
    return gangs.stream().filter(gang -> is(gang, job)).findFirst();
  }

  private static boolean is(JsonNode object, Found job) {
    return name(object).equals(job.name()) && namespace(object).equals(job.namespace());
  }

  private static Level jobLevel(JsonNode job) {
    var phase = job.at("/status/phase").asText();
    var state =
        phase.isEmpty()
            ? latest(job.at("/status/conditions")).map(it -> it.path("type").asText()).orElse("New")
            : phase;
    return new Level(job.path("kind").asText(), state, reason(job));
  }

  /** Of those that hold, the last. */
  private static Optional<JsonNode> latest(JsonNode conditions) {
    return Stream.iterate(conditions.size() - 1, at -> at >= 0, at -> at - 1)
        .map(conditions::get)
        .filter(condition -> condition.path("status").asText().equals("True"))
        .findFirst();
  }

  private static Level gangLevel(JsonNode gang) {
    return new Level("PodGroup", gang.at("/status/phase").asText("Pending"), reason(gang));
  }

  private static @Nullable Because reason(JsonNode object) {
    var reason = object.at("/status/reason");
    return reason.path("code").asText().isEmpty()
        ? null
        : new Because(
            reason.path("code").asText(),
            reason.path("message").asText(),
            reason.path("nextStep").asText());
  }

  /** Its place is the scheduler's to say: it alone knows the order, and who else is in it. */
  private QueuePlace place(JsonNode gang) {
    var queue = queueOf(gang);
    var waits = waits(gang);
    var position = waits ? gang.at("/status/waiting/position").asInt() : 0;
    var waiting =
        gangs.stream()
            .filter(other -> queueOf(other).equals(queue))
            .filter(Explaining::waits)
            .count();
    var state =
        queues.stream()
            .filter(it -> name(it).equals(queue))
            .map(it -> it.at("/status/state").asText("Open"))
            .findFirst()
            .orElse("Missing");
    return new QueuePlace(queue, state, waits, position, Math.max((int) waiting, position));
  }

  private static String queueOf(JsonNode gang) {
    return gang.at("/spec/queue").asText("default");
  }

  /** Who has a reason to does, whatever its phase: one that was evicted is Unknown. */
  private static boolean waits(JsonNode gang) {
    var hasReason = !gang.at("/status/reason/code").asText().isEmpty();
    return switch (gang.at("/status/phase").asText("Pending")) {
      case "Pending", "Inqueue" -> hasReason || !gang.at("/status/plan").isObject();
      case "Completed" -> false;
      default -> hasReason;
    };
  }

  private static PodPart part(JsonNode pod) {
    return new PodPart(
        name(pod),
        pod.at("/status/phase").asText("Pending"),
        pod.at("/spec/nodeName").asText(""),
        trouble(pod));
  }

  private static String trouble(JsonNode pod) {
    for (var condition : pod.at("/status/conditions")) {
      if (condition.path("type").asText().equals("PodScheduled")
          && condition.path("status").asText().equals("False")) {
        return condition.path("message").asText();
      }
    }
    for (var container : pod.at("/status/containerStatuses")) {
      var waiting = container.at("/state/waiting");
      if (!waiting.isMissingNode()) {
        var said = waiting.path("message").asText();
        return waiting.path("reason").asText() + (said.isEmpty() ? "" : ": " + said);
      }
    }
    return pod.at("/status/message").asText("");
  }

  /** The deepest that has something to say knows best. */
  private static Because verdict(
      List<Level> levels, Optional<QueuePlace> place, List<PodPart> pods) {
    for (var level : levels.reversed()) {
      var reason = level.reason();
      if (reason != null) {
        return reason;
      }
    }
    var queue = place.filter(it -> it.state().equals("Missing"));
    if (queue.isPresent()) {
      return new Because(
          "QueueMissing",
          "There is no queue '%s'".formatted(queue.get().name()),
          "Make it, or submit the job to one of ./moor queue list");
    }
    return pods.stream()
        .filter(pod -> !pod.message().isEmpty())
        .findFirst()
        .map(pod ->
            new Because(
                "PodTrouble",
                "Pod %s: %s".formatted(pod.name(), pod.message()),
                "Look at it: kubectl describe pod " + pod.name()))
        .orElseGet(() -> levels.stream().findFirst().map(Explaining::well).orElse(NOTHING));
  }

  private static Because well(Level job) {
    if (ENDS.contains(job.state())) {
      return new Because("Ended", "It waits for nothing; it has ended: " + job.state(), "");
    }
    return job.state().equals("Running") ? new Because("Running", "It runs", "") : NOTHING;
  }

  private static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  private static String namespace(JsonNode object) {
    return object.at("/metadata/namespace").asText();
  }
}
