package dev.mooring.agent.operator;

import dev.mooring.cluster.jobs.Creation;
import dev.mooring.cluster.jobs.JobControl;
import dev.mooring.cluster.jobs.JobLoop;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.Restarts;
import dev.mooring.training.Decision;
import dev.mooring.training.JobEvent;
import dev.mooring.training.JobKind;
import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRef;
import dev.mooring.training.Jobs;
import dev.mooring.training.Obstacle;
import dev.mooring.training.Planned;
import dev.mooring.training.Seen;
import dev.mooring.training.SeenPod;
import dev.mooring.training.manifest.PodGroups;
import dev.mooring.training.manifest.Pods;
import dev.mooring.training.manifest.Services;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One pass over a job. It may die after any of its writes: what it makes has names that follow from
 * the job, and a pod is entered in the restarts before it is deleted, so the next pass goes on
 * where this one stopped. Thread-safe.
 *
 * @param <S> the specification
 * @param <J> the custom resource
 */
public final class JobOperator<S, J extends CustomResource<S, JobStatus>>
    implements JobLoop.Pass<J> {
  /** What is in a job's way comes and goes without an event that we would see. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(6);

  private static final int NAMES_IN_AN_EVENT = 10;

  private final JobKind<S> kind;
  private final InstantSource clock;

  public JobOperator(JobKind<S> kind, InstantSource clock) {
    this.kind = kind;
    this.clock = clock;
  }

  @Override
  public Optional<Duration> over(JobControl<J> control) {
    var before = Objects.requireNonNullElse(control.job().getStatus(), JobStatus.NONE);
    return switch (kind.plan(reference(control.job()), control.job().getSpec())) {
      case Planned.Accepted(var plan) -> carryOut(control, plan, before);
      case Planned.Refused refused -> {
        var job = reference(control.job());
        tell(control, before, Jobs.refuse(job, before, refused, clock.instant()));
        yield Optional.empty();
      }
    };
  }

  private Optional<Duration> carryOut(JobControl<J> control, JobPlan plan, JobStatus before) {
    var now = clock.instant();
    var seen = explained(control, observe(control, before), now);
    var decision = Jobs.decide(kind, plan, before, seen, now);
    var made = make(control, plan, decision);
    var obstacles = obstacles(made);
    if (!obstacles.isEmpty()) {
      decision = Jobs.decide(kind, plan, before, seen.with(obstacles), now);
    }
    if (tell(control, before, decision)) {
      tellMade(control, made);
      clear(control, decision);
    }
    var waiting =
        !obstacles.isEmpty() || seen.pods().values().stream().anyMatch(SeenPod::isStarting);
    return waiting ? Optional.of(LOOK_AGAIN) : Optional.empty();
  }

  private static JobRef reference(HasMetadata job) {
    return new JobRef(
        job.getApiVersion(),
        job.getKind(),
        job.getMetadata().getNamespace(),
        job.getMetadata().getName(),
        job.getMetadata().getUid());
  }

  private Seen observe(JobControl<J> control, JobStatus before) {
    var owned = control.owned();
    return Seen.of(
        owned.pods(),
        owned.services(),
        owned.group(),
        Objects.requireNonNullElse(before.restarts(), Restarts.NONE));
  }

  /** A pod's state does not tell why it does not start, its events do; one pod stands for all. */
  private Seen explained(JobControl<J> control, Seen seen, Instant now) {
    return seen.slowStart(now)
        .flatMap(pod ->
            control
                .startTrouble(pod.uid())
                .map(trouble ->
                    seen.with(pod, new Seen.Trouble(trouble.reason(), trouble.message()))))
        .orElse(seen);
  }

  /** The group comes first: pods without it would be placed one by one. */
  private List<Creation> make(JobControl<J> control, JobPlan plan, Decision decision) {
    var made = new ArrayList<Creation>();
    if (decision.group() == Decision.GroupStep.WRITE) {
      made.add(control.write(PodGroups.of(plan)));
    }
    if (obstacles(made).isEmpty()) {
      Stream<HasMetadata> services =
          decision.missingServices().stream().map(replica -> Services.of(plan, replica));
      Stream<HasMetadata> pods =
          decision.missingPods().stream().map(replica -> Pods.of(plan, replica));
      made.addAll(control.create(Stream.concat(services, pods).toList()));
    }
    return made;
  }

  private static List<Obstacle> obstacles(List<Creation> made) {
    return made.stream()
        .<Obstacle>mapMulti((creation, found) -> {
          switch (creation) {
            case Creation.Created created -> {}
            case Creation.Present present -> {}
            case Creation.Taken(var what) -> found.accept(new Obstacle.Taken(what));
            case Creation.Forbidden(var what, var message) ->
                found.accept(new Obstacle.Forbidden(what, message));
            case Creation.Invalid(var what, var message) ->
                found.accept(new Obstacle.Invalid(what, message));
          }
        })
        .toList();
  }

  /** Returns false if the status is no longer the one that was decided upon. */
  private boolean tell(JobControl<J> control, JobStatus before, Decision decision) {
    if (!decision.status().equals(before) && !control.save(before, decision.status())) {
      return false;
    }
    for (var event : decision.events()) {
      control.record(
          event.severity() == JobEvent.Severity.WARNING, event.reason(), event.message());
    }
    return true;
  }

  private void tellMade(JobControl<J> control, List<Creation> made) {
    var pods =
        made.stream()
            .filter(creation -> creation instanceof Creation.Created)
            .map(Creation::what)
            .filter(what -> what.startsWith("Pod "))
            .map(what -> what.substring("Pod ".length()))
            .toList();
    if (!pods.isEmpty()) {
      var named = pods.stream().limit(NAMES_IN_AN_EVENT).collect(Collectors.joining(", "));
      var more = pods.size() - NAMES_IN_AN_EVENT;
      control.record(
          false,
          "SuccessfulCreatePod",
          "Created pods: " + named + (more > 0 ? " and %d more".formatted(more) : ""));
    }
  }

  private void clear(JobControl<J> control, Decision decision) {
    if (!decision.doomed().isEmpty()) {
      control.deletePods(decision.doomed().stream().map(SeenPod::uid).collect(Collectors.toSet()));
    }
    if (!decision.doomedServices().isEmpty()) {
      control.deleteServices(decision.doomedServices());
    }
    if (decision.group() == Decision.GroupStep.DELETE) {
      control.deleteGroup();
    }
  }
}
