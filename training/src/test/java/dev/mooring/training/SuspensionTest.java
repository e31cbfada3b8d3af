package dev.mooring.training;

import static dev.mooring.training.Fixtures.all;
import static dev.mooring.training.Fixtures.decide;
import static dev.mooring.training.Fixtures.pod;
import static dev.mooring.training.Fixtures.seen;
import static dev.mooring.training.Fixtures.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.JobStatus;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.manifest.PodGroups;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SuspensionTest {
  private static final JobPlan PLAN = with("");
  private static final JobPlan SUSPENDED = with("suspend: true");

  @Test
  void whatIsSuspendedFromTheStartHasNothingAndHasNotStarted() {
    var decision = decide(SUSPENDED, JobStatus.NONE, seen());
    assertThat(decision.making()).isEqualTo(Decision.Making.NOTHING);
    assertThat(types(decision.status())).containsExactly("Created=True", "Suspended=True");
    assertThat(decision.status().startTime()).isNull();
    assertThat(decision.events())
        .extracting(JobEvent::reason)
        .containsExactly("PyTorchJobCreated", "PyTorchJobSuspended");
  }

  @Test
  void allPodsServicesAndTheGroupGoWhateverTheCleanPodPolicy() {
    var running = decide(PLAN, JobStatus.NONE, all(PLAN, Phase.RUNNING)).status();
    var group = PodGroups.of(SUSPENDED).orElseThrow();
    var seen =
        Fixtures.with(
            all(SUSPENDED, Phase.RUNNING, pod("digits-worker-0", Phase.SUCCEEDED)), group);
    var decision = decide(with("suspend: true, cleanPodPolicy: None"), running, seen);
    assertThat(decision.clearing().pods()).hasSize(3);
    assertThat(decision.clearing().services()).hasSize(3);
    assertThat(decision.clearing().extras()).containsExactly(group);
    assertThat(types(decision.status()))
        .containsExactly("Created=True", "Running=False", "Suspended=True");
    assertThat(decision.status().conditions().get(1).reason()).isEqualTo("PyTorchJobSuspended");
    assertThat(decision.status().replicaStatuses().values())
        .allSatisfy(count -> assertThat(count.active()).isZero());
    assertThat(decision.status().completionTime()).isNull();
  }

  @Test
  void itStartsAnewWhenItIsResumed() {
    var running = decide(PLAN, JobStatus.NONE, all(PLAN, Phase.RUNNING)).status();
    var suspended = decide(SUSPENDED, running, all(SUSPENDED, Phase.RUNNING)).status();
    var later = Fixtures.NOW.plusSeconds(100);
    var resumed = Jobs.decide(PLAN, suspended, Fixtures.remembering(suspended, seen()), later);
    assertThat(types(resumed.status()))
        .containsExactly("Created=True", "Running=False", "Suspended=False");
    assertThat(resumed.status().conditions().getLast().reason()).isEqualTo("PyTorchJobResumed");
    assertThat(resumed.status().startTime()).isEqualTo(later);
    assertThat(resumed.events()).extracting(JobEvent::reason).containsExactly("PyTorchJobResumed");
    assertThat(resumed.making().pods()).hasSize(3);
    var again = decide(PLAN, resumed.status(), all(PLAN, Phase.RUNNING, "second")).status();
    assertThat(types(again)).containsExactly("Created=True", "Suspended=False", "Running=True");
  }

  /**
   * They end by the signal that suspended them, which is no failure, even where none is allowed.
   */
  @Test
  void podsThatWereSuspendedFailInPeace() {
    var never = "suspend: true";
    var suspended =
        decide(strict(never), JobStatus.NONE, all(strict(never), Phase.RUNNING)).status();
    var dying = all(strict(""), Phase.FAILED, pod("digits-master-0", Phase.SUCCEEDED));
    var resumed = decide(strict(""), suspended, dying);
    assertThat(types(resumed.status())).containsExactly("Created=True", "Suspended=False");
    assertThat(resumed.status().reason()).isNull();
    assertThat(resumed.making().pods()).isEmpty();
    assertThat(resumed.clearing().pods()).hasSize(3);
    assertThat(Objects.requireNonNull(resumed.status().restarts()).count()).isZero();
  }

  @Test
  void whatHasEndedIsNotSuspended() {
    var done = decide(PLAN, JobStatus.NONE, all(PLAN, Phase.SUCCEEDED)).status();
    var decision = decide(SUSPENDED, done, all(SUSPENDED, Phase.SUCCEEDED));
    assertThat(decision.status()).isEqualTo(done);
    assertThat(decision.clearing().pods()).isEmpty();
  }

  @Test
  void aSuspensionIsToldOnce() {
    var first = decide(SUSPENDED, JobStatus.NONE, seen()).status();
    var second = decide(SUSPENDED, first, seen());
    assertThat(second.status()).isEqualTo(first);
    assertThat(second.events()).isEqualTo(List.of());
  }

  private static JobPlan with(String policy) {
    return Fixtures.plan(job -> job.replace("runPolicy: {}", "runPolicy: {" + policy + "}"));
  }

  private static JobPlan strict(String policy) {
    return Fixtures.plan(job ->
        job.replace("runPolicy: {}", "runPolicy: {" + policy + "}")
            .replace("template:", "restartPolicy: Never\n      template:"));
  }
}
