package dev.mooring.training.aml;

import static dev.mooring.training.aml.AmlFixtures.CREATING;
import static dev.mooring.training.aml.AmlFixtures.NOW;
import static dev.mooring.training.aml.AmlFixtures.RUNNING;
import static dev.mooring.training.aml.AmlFixtures.ended;
import static dev.mooring.training.aml.AmlFixtures.job;
import static dev.mooring.training.aml.AmlFixtures.nothing;
import static dev.mooring.training.aml.AmlFixtures.pod;
import static dev.mooring.training.aml.AmlFixtures.seen;
import static dev.mooring.training.aml.AmlFixtures.training;
import static dev.mooring.training.aml.AmlFixtures.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobPhase;
import dev.mooring.crd.AmlJobStatus;
import dev.mooring.crd.Reason;
import dev.mooring.crd.TrainingRef;
import dev.mooring.training.Obstacle;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.aml.AmlDecision.Step;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class AmlJobsTest {
  private static final String LEADER = "digits-master-0";
  private static final String WORKER = "digits-worker-0";
  private static final AmlJobStatus RAN =
      new AmlJobStatus(
          AmlJobPhase.RUNNING, null, NOW, null, new TrainingRef("PyTorchJob", "digits"), null);

  @Test
  void theTrainingIsMadeOnceTheSecretIsThere() {
    var early =
        decide(
            job(AmlJobStatus.NONE),
            new AmlSeen(false, nothing().training(), nothing().pods(), nothing().obstacle()));
    assertThat(early.step()).isEqualTo(Step.KEEP);
    assertThat(early.status().phase()).isEqualTo(AmlJobPhase.PREPARING);
    assertThat(reason(early)).isEqualTo("LaunchSecretMissing");

    var next = decide(job(early.status()), nothing());
    assertThat(next.step()).isEqualTo(Step.CREATE);
    assertThat(next.status().reason()).isNull();
  }

  @Test
  void aSecretThatIsOnItsWayIsNotMissedYet() {
    var fresh = job(AmlJobStatus.NONE);
    fresh.getMetadata().setCreationTimestamp(NOW.minusSeconds(2).toString());
    var withoutSecret =
        new AmlSeen(false, nothing().training(), nothing().pods(), nothing().obstacle());
    var soon = decide(fresh, withoutSecret);
    assertThat(soon.status().reason()).isNull();
    assertThat(soon.again()).contains(Duration.ofSeconds(8));

    fresh.getMetadata().setCreationTimestamp(NOW.minusSeconds(10).toString());
    assertThat(reason(decide(fresh, withoutSecret))).isEqualTo("LaunchSecretMissing");
  }

  @Test
  void aGangThatWaitsIsQueuedWithItsReasonUnchanged() {
    var gang = new Reason("InsufficientResources", "3 of 4 members fit", "Free a GPU");
    var decision =
        decide(
            job(AmlJobStatus.NONE),
            seen(training("Created", gang), waiting(LEADER), waiting(WORKER)));
    assertThat(decision.status().phase()).isEqualTo(AmlJobPhase.QUEUED);
    assertThat(decision.status().reason()).isEqualTo(gang);
    assertThat(decision.status().training()).isEqualTo(new TrainingRef("PyTorchJob", "digits"));
  }

  @Test
  void podsWithSeatsPrepareUntilTheCommandRuns() {
    var image = new Reason("ImagePullBackOff", "cannot be pulled", "Check the name");
    var preparing =
        decide(
            job(AmlJobStatus.NONE),
            seen(
                training("Created", image),
                pod(LEADER, Phase.PENDING, RUNNING, CREATING),
                pod(WORKER, Phase.PENDING, CREATING, CREATING)));
    assertThat(preparing.status().phase()).isEqualTo(AmlJobPhase.PREPARING);
    assertThat(preparing.status().reason()).isEqualTo(image);
    assertThat(preparing.status().startTime()).isNull();

    var running =
        decide(
            job(preparing.status()),
            seen(
                training("Running", null),
                pod(LEADER, Phase.RUNNING, ended(0, ""), RUNNING),
                pod(WORKER, Phase.PENDING, RUNNING, CREATING)));
    assertThat(running.status().phase()).isEqualTo(AmlJobPhase.RUNNING);
    assertThat(running.status().startTime()).isEqualTo(NOW);
    assertThat(running.again()).contains(Duration.ofSeconds(60));
  }

  @Test
  void aLeaderThatHasEndedBeforeItsJobIsFinalizing() {
    var decision =
        decide(
            job(RAN),
            seen(
                training("Running", null), pod(LEADER, Phase.RUNNING, ended(0, ""), ended(0, ""))));
    assertThat(decision.status().phase()).isEqualTo(AmlJobPhase.FINALIZING);
    var done = decide(job(decision.status()), seen(training("Succeeded", null)));
    assertThat(done.status())
        .isEqualTo(
            new AmlJobStatus(
                AmlJobPhase.COMPLETED, null, NOW, NOW, new TrainingRef("PyTorchJob", "digits"), 0));
  }

  @Test
  void aCommandThatFailsGivesItsExitCodeAndItsOwnPodsNotTheOneItTookAlong() {
    var cause =
        new Reason("ContainerFailed", "Worker 0 (pod digits-worker-0, node n1): …", "Correct it");
    var decision =
        decide(
            job(RAN),
            seen(
                training("Failed", cause),
                pod(LEADER, Phase.FAILED, ended(0, ""), ended(1, "peer gone")),
                pod(WORKER, Phase.FAILED, ended(0, ""), ended(3, "boom"))));
    assertThat(decision.status().phase()).isEqualTo(AmlJobPhase.FAILED);
    assertThat(decision.status().reason()).isEqualTo(cause);
    assertThat(decision.status().exitCode()).isEqualTo(3);
  }

  @Test
  void filesThatCouldNotBeUploadedFailTheJob() {
    var line = "BlobRefused: the signature has expired. Next: submit the job again";
    var decision =
        decide(
            job(RAN),
            seen(
                training("Failed", new Reason("ContainerFailed", "m", "n")),
                pod(
                    LEADER,
                    Phase.FAILED,
                    ended(0, ""),
                    ended(71, "last log line\n" + line + "\n"))));
    assertThat(decision.status().reason())
        .isEqualTo(
            new Reason(
                "OutputsNotUploaded",
                "The command succeeded in pod digits-master-0, but not all of its logs and outputs are"
                    + " uploaded: BlobRefused: the signature has expired",
                "submit the job again"));
    assertThat(decision.status().exitCode()).isEqualTo(71);
  }

  @Test
  void whatPrepareSaysIsTheReason() {
    var decision =
        decide(
            job(AmlJobStatus.NONE),
            seen(
                training("Failed", new Reason("ContainerFailed", "m", "n")),
                pod(
                    LEADER,
                    Phase.FAILED,
                    ended(1, "CodeMissing: no blob below src/. Next: upload the code again"),
                    CREATING)));
    assertThat(decision.status().reason())
        .isEqualTo(new Reason("CodeMissing", "no blob below src/", "upload the code again"));
    assertThat(decision.status().exitCode()).isNull();
    assertThat(decision.status().startTime()).isNull();
  }

  @Test
  void aCancelEndsOnceAllPodsAreGone() {
    var running = pod(LEADER, Phase.RUNNING, ended(0, ""), RUNNING);
    var first = decide(AmlFixtures.cancelled(RAN), seen(training("Running", null), running));
    assertThat(first.step()).isEqualTo(Step.DELETE);
    assertThat(first.status().phase()).isEqualTo(AmlJobPhase.RUNNING);
    assertThat(reason(first)).isEqualTo("Canceling");

    var second =
        decide(
            AmlFixtures.cancelled(first.status()),
            AmlFixtures.deleting(seen(training("Running", null), running)));
    assertThat(second.step()).isEqualTo(Step.KEEP);
    assertThat(second.status().ended()).isFalse();

    var last = decide(AmlFixtures.cancelled(second.status()), nothing());
    assertThat(last.status().phase()).isEqualTo(AmlJobPhase.CANCELED);
    assertThat(last.status().endTime()).isEqualTo(NOW);

    var stray = decide(AmlFixtures.cancelled(last.status()), seen(training("Created", null)));
    assertThat(stray.step()).isEqualTo(Step.DELETE);
    assertThat(stray.status()).isEqualTo(last.status());
  }

  @Test
  void aCancelThatComesTooLateChangesNothing() {
    var decision = decide(AmlFixtures.cancelled(RAN), seen(training("Succeeded", null)));
    assertThat(decision.status().phase()).isEqualTo(AmlJobPhase.COMPLETED);
    assertThat(decide(AmlFixtures.cancelled(decision.status()), nothing()).status())
        .isEqualTo(decision.status());
  }

  @Test
  void aJobThatNeverBeganIsCancelledAtOnce() {
    var decision = decide(AmlFixtures.cancelled(AmlJobStatus.NONE), nothing());
    assertThat(decision.status().phase()).isEqualTo(AmlJobPhase.CANCELED);
    assertThat(decision.step()).isEqualTo(Step.KEEP);
  }

  @Test
  void aJobOverItsLimitIsStoppedAndFails() {
    var running =
        seen(training("Running", null), pod(LEADER, Phase.RUNNING, ended(0, ""), RUNNING));
    var inTime = AmlJobs.decide(job(RAN), running, NOW.plusSeconds(59));
    assertThat(inTime.step()).isEqualTo(Step.KEEP);
    assertThat(inTime.again()).contains(Duration.ofSeconds(1));

    var late = AmlJobs.decide(job(RAN), running, NOW.plusSeconds(60));
    assertThat(late.step()).isEqualTo(Step.DELETE);
    assertThat(late.status().ended()).isFalse();

    var gone = AmlJobs.decide(job(late.status()), nothing(), NOW.plusSeconds(70));
    assertThat(gone.status().phase()).isEqualTo(AmlJobPhase.FAILED);
    assertThat(Objects.requireNonNull(gone.status().reason()))
        .satisfies(reason -> {
          assertThat(reason.code()).isEqualTo("JobTimedOut");
          assertThat(reason.message()).contains("60 s");
        });
  }

  @Test
  void aTrainingDeletedBySomebodyIsMadeAgainOnlyIfTheCommandNeverRan() {
    var before = new AmlJobStatus(AmlJobPhase.QUEUED, null, null, null, RAN.training(), null);
    assertThat(decide(job(before), nothing()).step()).isEqualTo(Step.CREATE);

    var decision = decide(job(RAN), nothing());
    assertThat(decision.step()).isEqualTo(Step.KEEP);
    assertThat(decision.status().phase()).isEqualTo(AmlJobPhase.FAILED);
    assertThat(reason(decision)).isEqualTo("TrainingDeleted");
  }

  @Test
  void whatCanNeverBeMadeFailsAndWhatIsInTheWayIsWaitedFor() {
    var invalid =
        decide(
            job(AmlJobStatus.NONE),
            nothing().with(new Obstacle.Invalid("PyTorchJob digits", "spec.x: wrong")));
    assertThat(invalid.status().phase()).isEqualTo(AmlJobPhase.FAILED);
    assertThat(Objects.requireNonNull(invalid.status().reason()).message())
        .contains("spec.x: wrong");

    var taken =
        decide(job(AmlJobStatus.NONE), nothing().with(new Obstacle.Taken("PyTorchJob digits")));
    assertThat(taken.status().phase()).isEqualTo(AmlJobPhase.PREPARING);
    assertThat(reason(taken)).isEqualTo("NameTaken");
    assertThat(taken.again()).isPresent();
  }

  private static AmlDecision decide(AmlJob job, AmlSeen seen) {
    return AmlJobs.decide(job, seen, NOW);
  }

  private static String reason(AmlDecision decision) {
    return Objects.requireNonNull(decision.status().reason()).code();
  }
}
