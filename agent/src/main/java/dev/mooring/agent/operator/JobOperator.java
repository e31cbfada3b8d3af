package dev.mooring.agent.operator;

import dev.mooring.agent.operator.Counters.What;
import dev.mooring.cluster.jobs.Creation;
import dev.mooring.cluster.jobs.JobControl;
import dev.mooring.cluster.jobs.JobLoop;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.Restarts;
import dev.mooring.training.Decision;
import dev.mooring.training.Decision.Clearing;
import dev.mooring.training.Decision.Making;
import dev.mooring.training.Extra;
import dev.mooring.training.JobEvent;
import dev.mooring.training.JobKind;
import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRef;
import dev.mooring.training.Jobs;
import dev.mooring.training.Planned;
import dev.mooring.training.Seen;
import dev.mooring.training.SeenPod;
import dev.mooring.training.manifest.Pods;
import dev.mooring.training.manifest.Services;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import java.security.SecureRandom;
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
 * the job, and a pod is entered in the status before it is deleted, so the next pass goes on where
 * this one stopped. Thread-safe.
 *
 * @param <S> the specification
 * @param <J> the custom resource
 */
public final class JobOperator<S, J extends CustomResource<S, JobStatus>>
    implements JobLoop.Pass<J> {
  /** What is in a job's way comes and goes without an event that we would see. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(6);

  /** A status is no hurry where pods of many other jobs are still to be made. */
  private static final Duration WORDS_WAIT = Duration.ofSeconds(1);

  private static final Duration WORDS_WAIT_AT_MOST = Duration.ofSeconds(10);

  private final JobKind<S> kind;
  private final Plans<S> plans;
  private final Newcomers newcomers = new Newcomers();
  private final InstantSource clock;
  private final Counters counters;
  private final SecureRandom lots = new SecureRandom();

  public JobOperator(JobKind<S> kind, InstantSource clock, Counters counters) {
    this.kind = kind;
    this.plans = new Plans<>(kind);
    this.clock = clock;
    this.counters = counters;
  }

  @Override
  public Optional<Duration> over(JobControl<J> control) {
    var spec = control.job().getSpec();
    if (kind.runPolicy(spec).managedElsewhere()) {
      return Optional.empty();
    }
    var job = reference(control.job());
    var before = Objects.requireNonNullElse(control.job().getStatus(), JobStatus.NONE);
    return switch (planned(control, job, before)) {
      case Planned.Accepted(var plan) -> carryOut(control, plan, before);
      case Planned.Refused refused -> {
        var refusal = new Jobs.Refusal(job, kind.runPolicy(spec), refused);
        yield turnDown(control, refusal, before);
      }
    };
  }

  /** A job that is over is seldom looked at, and there may be thousands of them. */
  private Planned planned(JobControl<J> control, JobRef job, JobStatus before) {
    var spec = control.job().getSpec();
    if (Jobs.isOver(before)) {
      plans.forget(job.uid());
      return kind.plan(job, spec);
    }
    return plans.of(job, control.job().getMetadata().getGeneration(), spec);
  }

  @Override
  public void gone(J job) {
    plans.forget(job.getMetadata().getUid());
    newcomers.forget(job.getMetadata().getUid());
    counters.add(What.JOBS_DELETED, job.getMetadata().getNamespace(), 1);
  }

  private Optional<Duration> carryOut(JobControl<J> control, JobPlan plan, JobStatus before) {
    var now = clock.instant();
    var seen = explained(control, heard(control, observe(control, before), before), now);
    var decision = Jobs.decide(plan, before, seen, now);
    var made = make(control, plan, decision.making());
    var obstacles = made.obstacles();
    if (!obstacles.isEmpty()) {
      decision = Jobs.decide(plan, before, seen.with(obstacles), now);
    }
    var first = newcomers.since(plan.job().uid(), before, now);
    if (before.equals(JobStatus.NONE)) {
      decision = Jobs.asOf(first, decision);
    }
    var wake = decision.wake();
    if (Jobs.canBeSaidLater(plan, before, seen, decision, now) && mayWait(control, first)) {
      Telling.made(control, made);
      wake = Optional.of(now.plus(WORDS_WAIT));
    } else if (tell(control, plan.job(), before, decision)) {
      Telling.made(control, made);
      counters.add(
          What.PODS_FAILED,
          plan.job().namespace(),
          Jobs.failedPods(before, decision.status(), seen));
      clear(control, plan.job(), decision.clearing());
    }
    count(plan.job(), made);
    var waiting =
        !obstacles.isEmpty() || seen.pods().values().stream().anyMatch(SeenPod::isStarting);
    return again(now, wake, waiting);
  }

  /** Not by the time of the pass: what it has made may have taken long. */
  private boolean mayWait(JobControl<?> control, Instant first) {
    return control.isCrowded() && clock.instant().isBefore(first.plus(WORDS_WAIT_AT_MOST));
  }

  private Optional<Duration> turnDown(
      JobControl<J> control, Jobs.Refusal refusal, JobStatus before) {
    var now = clock.instant();
    var decision = Jobs.refuse(refusal, before, observe(control, before), now);
    if (tell(control, refusal.job(), before, decision)) {
      clear(control, refusal.job(), decision.clearing());
    }
    return again(now, decision.wake(), false);
  }

  private static Optional<Duration> again(Instant now, Optional<Instant> wake, boolean waiting) {
    var delay = wake.map(at -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    return waiting && delay.map(other -> other.compareTo(LOOK_AGAIN) > 0).orElse(true)
        ? Optional.of(LOOK_AGAIN)
        : delay;
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
        owned.pods(), owned.services(), owned.extras(), owned.dependents(), Restarts.of(before));
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

  /** Why a job fails is told once, when it does: one pod's last words stand for all. */
  private static <J extends HasMetadata> Seen heard(
      JobControl<J> control, Seen seen, JobStatus before) {
    if (Jobs.isOver(before)) {
      return seen;
    }
    return seen.silent()
        .flatMap(pod ->
            pod.silent()
                .map(container ->
                    seen.with(pod, container, control.lastWords(pod.name(), container.name()))))
        .orElse(seen);
  }

  /** Extras come first: pods without their group would be placed one by one. */
  private Made make(JobControl<J> control, JobPlan plan, Making making) {
    var made = new ArrayList<Creation>();
    for (var extra : making.extras()) {
      if (new Made(made).obstacles().isEmpty()) {
        made.add(make(control, extra));
      }
    }
    if (new Made(made).obstacles().isEmpty()) {
      made.addAll(SlowStart.make(control, objects(plan, making)));
    }
    return new Made(made);
  }

  private Creation make(JobControl<J> control, Extra extra) {
    return switch (extra) {
      case Extra.Kept kept -> control.write(kept.object());
      case Extra.Once once -> control.create(List.of(once.object())).getFirst();
      case Extra.Drawn drawn ->
          control
              .create(
                  List.of(
                      new SecretBuilder(drawn.object())
                          .withStringData(drawn.content().draw(lots))
                          .build()))
              .getFirst();
    };
  }

  private static List<HasMetadata> objects(JobPlan plan, Making making) {
    return Stream.concat(
            making.services().stream().<HasMetadata>map(service -> Services.of(plan, service)),
            making.pods().stream().map(replica -> Pods.of(plan, replica)))
        .toList();
  }

  /** Returns false if the status is no longer the one that was decided upon. */
  private boolean tell(JobControl<J> control, JobRef job, JobStatus before, Decision decision) {
    if (!decision.status().equals(before) && !control.save(before, decision.status())) {
      return false;
    }
    for (var event : decision.events()) {
      control.record(
          event.severity() == JobEvent.Severity.WARNING, event.reason(), event.message());
    }
    Jobs.milestones(before, decision.status())
        .forEach(milestone -> counters.add(what(milestone), job.namespace(), 1));
    return true;
  }

  private static What what(Jobs.Milestone milestone) {
    return switch (milestone) {
      case CREATED -> What.JOBS_CREATED;
      case RESTARTED -> What.JOBS_RESTARTED;
      case SUCCEEDED -> What.JOBS_SUCCESSFUL;
      case FAILED -> What.JOBS_FAILED;
    };
  }

  private void count(JobRef job, Made made) {
    counters.add(What.PODS_CREATED, job.namespace(), made.created("Pod").size());
    counters.add(What.SERVICES_CREATED, job.namespace(), made.created("Service").size());
    counters.add(What.POD_GROUPS_CREATED, job.namespace(), made.created("PodGroup").size());
  }

  private void clear(JobControl<J> control, JobRef job, Clearing clearing) {
    if (!clearing.pods().isEmpty()) {
      control.deletePods(clearing.pods().stream().map(SeenPod::uid).collect(Collectors.toSet()));
      counters.add(What.PODS_DELETED, job.namespace(), clearing.pods().size());
    }
    if (!clearing.services().isEmpty()) {
      control.deleteServices(clearing.services());
      counters.add(What.SERVICES_DELETED, job.namespace(), clearing.services().size());
    }
    if (!clearing.extras().isEmpty()) {
      control.deleteExtras(clearing.extras());
      counters.add(What.POD_GROUPS_DELETED, job.namespace(), Telling.groups(clearing).size());
    }
    Telling.cleared(control, clearing);
    if (clearing.job()) {
      control.deleteJob();
    }
  }
}
