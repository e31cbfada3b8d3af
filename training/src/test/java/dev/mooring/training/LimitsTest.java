package dev.mooring.training;

import static dev.mooring.training.Fixtures.NOW;
import static dev.mooring.training.Fixtures.all;
import static dev.mooring.training.Fixtures.decide;
import static dev.mooring.training.Fixtures.seen;
import static dev.mooring.training.Fixtures.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.JobStatus;
import dev.mooring.crd.RunPolicy;
import dev.mooring.training.SeenPod.Phase;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Deadlines and times to live: the loop is told when to look again. */
final class LimitsTest {

  @Test
  void theDeadlineComesByItself() {
    var plan = with("activeDeadlineSeconds: 60");
    var first = decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING));
    assertThat(first.wake()).contains(NOW.plusSeconds(60));
    var seen = Fixtures.remembering(first.status(), all(plan, Phase.RUNNING));
    assertThat(types(Jobs.decide(plan, first.status(), seen, NOW.plusSeconds(59)).status()))
        .contains("Running=True");
    var late = Jobs.decide(plan, first.status(), seen, NOW.plusSeconds(60));
    assertThat(types(late.status()))
        .containsExactly("Created=True", "Running=False", "Failed=True");
    assertThat(late.status().conditions().getLast().message())
        .isEqualTo(
            "PyTorchJob digits is failed because it was active longer than specified deadline.");
    assertThat(late.status().completionTime()).isEqualTo(NOW.plusSeconds(60));
    assertThat(Objects.requireNonNull(late.status().reason()).code()).isEqualTo("DeadlineExceeded");
    assertThat(late.clearing().pods()).hasSize(3);
  }

  @Test
  void aDeadlineBeyondAllClocksIsNone() {
    var plan = with("activeDeadlineSeconds: 9223372036854775807");
    assertThat(types(decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING)).status()))
        .contains("Running=True");
  }

  @Test
  void whatIsDoneAtItsDeadlineHasSucceeded() {
    var plan = with("activeDeadlineSeconds: 0");
    assertThat(types(decide(plan, JobStatus.NONE, all(plan, Phase.SUCCEEDED)).status()))
        .contains("Succeeded=True");
  }

  @Test
  void theDeadlineBeginsAnewWhenTheJobIsResumed() {
    var begun = decide(with("activeDeadlineSeconds: 60"), JobStatus.NONE, seen()).status();
    var suspended =
        decide(with("activeDeadlineSeconds: 60, suspend: true"), begun, seen()).status();
    var resumed =
        Jobs.decide(with("activeDeadlineSeconds: 60"), suspended, seen(), NOW.plusSeconds(1000));
    assertThat(types(resumed.status())).contains("Suspended=False");
    assertThat(resumed.wake()).contains(NOW.plusSeconds(1060));
  }

  @Test
  void anEndedJobIsDeletedWhenItsTimeIsOver() {
    var plan = with("ttlSecondsAfterFinished: 30");
    var done = decide(plan, JobStatus.NONE, all(plan, Phase.SUCCEEDED));
    assertThat(done.wake()).contains(NOW.plusSeconds(30));
    assertThat(done.clearing().job()).isFalse();
    var early = Jobs.decide(plan, done.status(), seen(), NOW.plusSeconds(29));
    assertThat(early.clearing().job()).isFalse();
    var over = Jobs.decide(plan, done.status(), seen(), NOW.plusSeconds(30));
    assertThat(over.clearing().job()).isTrue();
    assertThat(over.status()).isEqualTo(done.status());
  }

  @Test
  void aSuspendedJobIsNotDeleted() {
    var plan = with("ttlSecondsAfterFinished: 0");
    var done = decide(plan, JobStatus.NONE, all(plan, Phase.SUCCEEDED)).status();
    var held = decide(with("ttlSecondsAfterFinished: 0, suspend: true"), done, seen());
    assertThat(held.clearing().job()).isFalse();
    assertThat(held.wake()).isEmpty();
  }

  @Test
  void withoutLimitsNobodyIsWoken() {
    var plan = with("");
    assertThat(decide(plan, JobStatus.NONE, all(plan, Phase.RUNNING)).wake()).isEmpty();
    assertThat(decide(plan, JobStatus.NONE, all(plan, Phase.SUCCEEDED)).wake()).isEmpty();
  }

  /** It may have been accepted before somebody edited it. */
  @Test
  void aRefusedJobIsCleanedUpAndDeletedInItsTime() {
    var plan = with("ttlSecondsAfterFinished: 30");
    var refusal =
        new Jobs.Refusal(
            Fixtures.JOB,
            plan.policy(),
            new Planned.Refused(List.of(new Planned.Problem("spec.x", "unknown field"))));
    var first = Jobs.refuse(refusal, JobStatus.NONE, all(plan, Phase.RUNNING), NOW);
    assertThat(types(first.status())).containsExactly("Failed=True");
    assertThat(first.status().completionTime()).isEqualTo(NOW);
    assertThat(first.clearing().pods()).hasSize(3);
    assertThat(first.clearing().job()).isFalse();
    assertThat(first.wake()).contains(NOW.plusSeconds(30));
    assertThat(first.events())
        .containsExactly(JobEvent.warning("PyTorchJobFailedValidation", "spec.x: unknown field"));
    var over = Jobs.refuse(refusal, first.status(), seen(), NOW.plusSeconds(30));
    assertThat(over.clearing().job()).isTrue();
    assertThat(over.status()).isEqualTo(first.status());
    assertThat(over.events()).isEmpty();
  }

  @Test
  void anotherManagersJobIsNotOurs() {
    assertThat(managedBy(null)).isFalse();
    assertThat(managedBy("")).isFalse();
    assertThat(managedBy("kubeflow.org/training-operator")).isFalse();
    assertThat(managedBy("kueue.x-k8s.io/multikueue")).isTrue();
  }

  private static boolean managedBy(@Nullable String manager) {
    var policy = RunPolicy.DEFAULT;
    return new RunPolicy(null, null, null, null, policy.schedulingPolicy(), false, manager, null)
        .managedElsewhere();
  }

  private static JobPlan with(String policy) {
    return Fixtures.plan(job -> job.replace("runPolicy: {}", "runPolicy: {" + policy + "}"));
  }
}
