package dev.mooring.training;

import dev.mooring.crd.Condition;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.Reason;
import dev.mooring.crd.RestartPolicy;
import dev.mooring.crd.RestartScope;
import dev.mooring.crd.Restarts;
import dev.mooring.training.Decision.Clearing;
import dev.mooring.training.Decision.Making;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What happens while a job goes on. */
final class Underway {
  private Underway() {}

  static Decision of(
      Pass pass, JobStatus begun, Verdict.Underway verdict, Optional<Instant> deadline) {
    var restarts = restarts(pass, verdict.failed());
    var seen = restarts == null ? pass.seen() : pass.seen().with(restarts);
    var clearing = new Pass(pass.plan(), pass.before(), seen, pass.now());
    var status =
        pass.stamped(
            begun
                .withConditions(conditions(pass, begun.conditions(), verdict))
                .withReplicaStatuses(Judging.counts(pass.plan(), seen))
                .withRestarts(restarts)
                .withReason(reason(pass, begun, verdict)));
    return new Decision(
        making(clearing),
        status,
        events(pass, status, verdict),
        clearing(clearing),
        Stream.concat(deadline.stream(), Turning.wake(clearing).stream()).min(Instant::compareTo));
  }

  /**
   * Those that failed, or all with them, are taken away; so are those of replicas that are not. One
   * that its node turned away has done nothing: no policy is asked, it is no retry, and its gang
   * goes on waiting for it. Where that goes on, the next one is made ever later.
   */
  private static @Nullable Restarts restarts(Pass pass, List<SeenPod> failed) {
    var names = pass.names();
    var whole = pass.plan().policy().restartScope() == RestartScope.JOB;
    var taken = new ArrayList<SeenPod>();
    var retries = 0;
    for (var pod : pass.seen().pods().values()) {
      if (!names.contains(pod.name()) || pod.wasTurnedAway()) {
        taken.add(pod);
      } else if (whole ? !failed.isEmpty() : failed.contains(pod)) {
        taken.add(pod);
        retries += pass.seen().isTaken(pod) ? 0 : pod.restarts();
      }
    }
    retries += whole ? Math.min(1, failed.size()) : failed.size();
    return pass.taking(taken, retries);
  }

  private static List<Condition> conditions(
      Pass pass, List<Condition> conditions, Verdict.Underway verdict) {
    if (!verdict.failed().isEmpty()) {
      return Conditions.with(
          conditions,
          ConditionType.RESTARTING,
          pass.reason(ConditionType.RESTARTING.word()),
          pass.says("restarting because %s failed.".formatted(counted(pass.plan(), verdict))),
          pass.now());
    }
    // Until what was taken away is gone, nothing new can be said.
    return verdict.running() && !pass.isClearing()
        ? Conditions.with(
            conditions,
            ConditionType.RUNNING,
            pass.reason(ConditionType.RUNNING.word()),
            pass.says("running."),
            pass.now())
        : conditions;
  }

  private static String counted(JobPlan plan, Verdict.Underway verdict) {
    var names = verdict.failed().stream().map(SeenPod::name).collect(Collectors.toSet());
    return plan.roles().stream()
        .map(role ->
            Map.entry(
                role.type(),
                plan.replicas().stream()
                    .filter(replica -> replica.role().equals(role))
                    .filter(replica -> names.contains(replica.name()))
                    .count()))
        .filter(entry -> entry.getValue() > 0)
        .map(entry -> "%d %s replica(s)".formatted(entry.getValue(), entry.getKey()))
        .collect(Collectors.joining(" and "));
  }

  /** Pods that are taken away fail too; what they say then is not why the job waits. */
  private static @Nullable Reason reason(Pass pass, JobStatus begun, Verdict.Underway verdict) {
    var victims =
        pass.plan().policy().restartScope() == RestartScope.JOB
            || Conditions.latest(begun.conditions(), ConditionType.SUSPENDED);
    return victims && pass.isClearing() ? pass.before().reason() : verdict.waiting().orElse(null);
  }

  private static Making making(Pass pass) {
    var plan = pass.plan();
    var held = plan.rules().held(plan, pass.seen());
    var waits =
        !isAdmitted(pass)
            || (plan.policy().restartScope() == RestartScope.JOB && pass.isClearing());
    return new Making(
        pass.extras().stream().filter(extra -> isMissing(pass.seen(), extra)).toList(),
        plan.rules().services(plan).stream()
            .filter(service -> pass.seen().hasSeats())
            .filter(service -> !pass.seen().services().contains(service.name()))
            .toList(),
        plan.replicas().stream()
            .filter(replica -> !waits && !held.contains(replica.name()))
            .filter(replica -> !pass.seen().pods().containsKey(replica.name()))
            .filter(replica -> !Turning.pauses(pass, replica))
            .toList());
  }

  /** Volcano wants pods no earlier than their gang has a place in its queue. */
  private static boolean isAdmitted(Pass pass) {
    return switch (pass.plan().gang().frontEnd().api()) {
      case OURS, SCHEDULER_PLUGINS, NONE -> true;
      case VOLCANO ->
          pass.seen()
              .extra(PodGroup.class, pass.plan().job().name())
              .flatMap(group -> Optional.ofNullable(group.getStatus()))
              .flatMap(status -> Optional.ofNullable(status.phase()))
              .filter(phase -> phase != PodGroupPhase.PENDING)
              .isPresent();
    };
  }

  private static boolean isMissing(Seen seen, Extra extra) {
    return seen.extras().stream()
        .filter(extra::is)
        .findFirst()
        .map(there ->
            switch (extra) {
              case Extra.Once once -> false;
              case Extra.Drawn drawn -> false;
              case Extra.Kept kept -> !Likeness.has(there, kept.object());
            })
        .orElse(true);
  }

  private static Clearing clearing(Pass pass) {
    var names = pass.names();
    var services =
        pass.plan().rules().services(pass.plan()).stream()
            .map(ServicePlan::name)
            .collect(Collectors.toSet());
    return new Clearing(
        pass.seen().pods().values().stream()
            .filter(pod -> !pod.deleting())
            .filter(pod -> !names.contains(pod.name()) || pass.seen().isTaken(pod))
            .toList(),
        pass.seen().services().stream()
            .filter(name -> !services.contains(name))
            .collect(Collectors.toSet()),
        pass.unwanted(EnumSet.allOf(Extra.Lifetime.class)),
        false);
  }

  private static List<JobEvent> events(Pass pass, JobStatus status, Verdict.Underway verdict) {
    var events = new ArrayList<>(JobEvents.between(pass.before(), status));
    if (pass.before().conditions().isEmpty()) {
      pass.plan().roles().stream()
          .filter(role -> role.template().getSpec().getRestartPolicy() != null)
          .forEach(role -> events.add(JobEvents.overruled(role)));
    }
    pass.seen()
        .ofPlan(pass.plan())
        .forEach((replica, pod) -> {
          if (verdict.failed().contains(pod)
              && replica.role().restartPolicy() == RestartPolicy.EXIT_CODE) {
            pod.exitCode(replica.role().main().container())
                .ifPresent(code -> events.add(JobEvents.exited(pod, code)));
          }
        });
    return events;
  }
}
