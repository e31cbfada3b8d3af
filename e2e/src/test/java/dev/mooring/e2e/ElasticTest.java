package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A training that loses workers and gets them back, and goes on from where it was. */
final class ElasticTest {
  private static final Pattern ROUND =
      Pattern.compile("rank \\d of (\\d) goes on after epoch (\\d+)");

  /**
   * One start of the workers, as the worker that stays tells of it.
   *
   * @param epoch the one before its first
   * @param trains it has got on since
   */
  private record Round(int workers, int epoch, boolean trains) {}

  @Test
  void trainingGoesOnWithTheWorkersThatAreThere() {
    try (var sandbox = Sandbox.open()) {
      var example = Example.of(sandbox, "elastic", "pytorchjob.yaml", "elastic-code");
      endWhenTold(example.manifest());
      var job = TrainingJob.create(sandbox, example.manifest());
      awaitRound(job, 1, 3);

      scale(job, 2);
      awaitRound(job, 2, 2);
      Sandbox.await("the third worker is gone").until(() -> job.pod("worker-2").isEmpty());
      scale(job, 3);
      awaitRound(job, 3, 3);

      var lost = job.pod("worker-1").orElseThrow();
      Lab.client().resource(lost).withGracePeriod(0).delete();
      Sandbox.await("the lost worker is made again")
          .until(
              () -> job.pod("worker-1"),
              pod ->
                  pod.filter(it -> !it.getMetadata().getUid().equals(lost.getMetadata().getUid()))
                      .isPresent());
      // Perhaps two go on while the third is on its way.
      Sandbox.await("all three train again")
          .until(() -> rounds(job), rounds -> rounds.size() > 3 && rounds.getLast().workers() == 3);

      Lab.kubectl(
          "-n", sandbox.namespace(), "exec", job.name() + "-worker-0", "--", "touch", "/state/end");
      job.succeeded();
      assertThat(rounds(job).stream().map(Round::epoch))
          .as("no epoch is trained again from the beginning: %s", rounds(job))
          .isSorted()
          .doesNotHaveDuplicates();
      assertThat(rounds(job).getFirst().epoch()).isZero();
      assertThat(job.log("worker-0") + job.log("worker-1") + job.log("worker-2"))
          .containsPattern("evaluation accuracy=0\\.9\\d+ workers=3");
    }
  }

  private static void endWhenTold(GenericKubernetesResource manifest) {
    List<Map<String, Object>> containers =
        manifest.get("spec", "pytorchReplicaSpecs", "Worker", "template", "spec", "containers");
    containers
        .getFirst()
        .put(
            "args",
            List.of(
                "--state", "/state/state.pt", "--stop-file", "/state/end", "--epochs", "100000"));
  }

  private static void scale(TrainingJob job, int workers) {
    Lab.kubectl("-n", job.namespace(), "scale", "pytorchjob", job.name(), "--replicas=" + workers);
  }

  private static void awaitRound(TrainingJob job, int round, int workers) {
    Sandbox.await("round %d has %d workers".formatted(round, workers))
        .until(
            () -> rounds(job),
            rounds ->
                rounds.size() >= round
                    && rounds.getLast().workers() == workers
                    && rounds.getLast().trains());
  }

  private static List<Round> rounds(TrainingJob job) {
    var running = job.pod("worker-0").filter(pod -> !"Pending".equals(pod.getStatus().getPhase()));
    if (running.isEmpty()) {
      return List.of();
    }
    var rounds = new ArrayList<Round>();
    for (var part : ("\n" + job.log("worker-0")).split("(?=\nrank \\d of \\d goes on)", -1)) {
      var found = ROUND.matcher(part);
      if (found.find()) {
        rounds.add(
            new Round(
                Integer.parseInt(found.group(1)),
                Integer.parseInt(found.group(2)),
                part.contains(" has trained ")));
      }
    }
    return rounds;
  }
}
