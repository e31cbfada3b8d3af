package dev.mooring.controlplane.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mooring.api.Problem;
import dev.mooring.api.agent.JobReport;
import dev.mooring.api.agent.JobReport.Phase;
import dev.mooring.controlplane.agents.JobSeen.Handed;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class JobSeenTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final JobSeen HANDED =
      JobSeen.NOTHING.handedTo(new Handed("agent-1", "team-a", "j", false));
  private static final Problem QUEUED = new Problem("NoSeats", "3 of 4 fit", "Wait");

  private static JobReport report(Phase phase) {
    return new JobReport(
        true, phase, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "PREPARING, Preparing",
    "QUEUED, Queued",
    "RUNNING, Running",
    "FINALIZING, Finalizing",
    "COMPLETED, Completed",
    "FAILED, Failed",
    "CANCELED, Canceled"
  })
  void aReportGivesTheStatusItsWord(Phase phase, String word) {
    var seen = HANDED.told(report(phase), false, NOW);
    assertThat(seen.status().word()).isEqualTo(word);
    assertThat(seen.handed()).get().extracting(Handed::accepted).isEqualTo(true);
    assertThat(seen.endTime().isPresent()).isEqualTo(phase.ended());
  }

  @Test
  void whyItWaitsIsTakenOverAndForgotten() {
    var queued =
        HANDED.told(
            new JobReport(
                true,
                Phase.QUEUED,
                Optional.of(QUEUED),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            false,
            NOW);
    assertThat(queued.problem()).contains(QUEUED);
    assertThat(queued.told(report(Phase.RUNNING), false, NOW).problem()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anEndedJobNeverChanges(Phase phase) {
    for (var end : new Phase[] {Phase.COMPLETED, Phase.FAILED, Phase.CANCELED}) {
      var ended = HANDED.told(report(end), false, NOW);
      assertThat(ended.told(report(phase), false, NOW.plusSeconds(9))).isEqualTo(ended);
      assertThat(ended.told(report(phase), true, NOW.plusSeconds(9))).isEqualTo(ended);
      assertThat(ended.cancelRequested(NOW)).isEqualTo(ended);
      assertThat(ended.vanished(NOW)).isEqualTo(ended);
      assertThat(ended.failed(QUEUED, NOW)).isEqualTo(ended);
      assertThat(ended.handedTo(new Handed("b", "n", "j", false))).isEqualTo(ended);
    }
  }

  @Test
  void whoIsToBeCancelledKeepsTheWordUntilTheEnd() {
    var asked = HANDED.told(report(Phase.RUNNING), false, NOW).cancelRequested(NOW);
    assertThat(asked.status()).isEqualTo(JobStatus.CANCEL_REQUESTED);
    assertThat(asked.told(report(Phase.RUNNING), false, NOW).status())
        .isEqualTo(JobStatus.CANCEL_REQUESTED);
    assertThat(asked.told(report(Phase.COMPLETED), false, NOW).status())
        .isEqualTo(JobStatus.COMPLETED);
    assertThat(asked.told(report(Phase.RUNNING), true, NOW).status()).isEqualTo(JobStatus.CANCELED);
  }

  @Test
  void aJobNobodyHasIsCancelledAtOnce() {
    assertThat(JobSeen.NOTHING.cancelRequested(NOW).status()).isEqualTo(JobStatus.CANCELED);
  }

  @Test
  void whoGoesWithoutAnEndHasVanished() {
    var seen = HANDED.told(report(Phase.RUNNING), true, NOW);
    assertThat(seen.status()).isEqualTo(JobStatus.FAILED);
    assertThat(seen.problem()).get().extracting(Problem::code).isEqualTo("JobVanished");
    assertThat(HANDED.told(report(Phase.COMPLETED), true, NOW).status())
        .isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void itIsKeptAsJsonWithWhatOthersKeepThere() {
    var seen =
        HANDED.told(
            new JobReport(
                true,
                Phase.FAILED,
                Optional.of(QUEUED),
                Optional.of(NOW),
                Optional.of(NOW.plusSeconds(5)),
                Optional.of(3)),
            false,
            NOW);
    var json = JobSeenJson.write(seen, JsonNodeFactory.instance.objectNode().put("other", 1));
    assertThat(json.path("other").asInt()).isEqualTo(1);
    assertThat(json.path("status").asText()).isEqualTo("Failed");
    assertThat(json.path("sent").asBoolean()).isTrue();
    assertThat(json.path("clusterName").asText()).isEqualTo("j");
    assertThat(JobSeenJson.read(json)).isEqualTo(seen);
    assertThat(JobSeenJson.read(JsonNodeFactory.instance.objectNode())).isEqualTo(JobSeen.NOTHING);
  }
}
