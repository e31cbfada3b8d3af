package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.submit.JobState;
import dev.mooring.cluster.submit.Submissions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class TrainingTest {
  private static final Pattern ACCURACY = Pattern.compile("evaluation accuracy=(\\S+) .*");

  @Test
  void twoWorkersLearnTheDigitsOnTwoNodes() throws IOException, InterruptedException {
    try (var sandbox = Sandbox.open()) {
      var example = Lab.home().resolve("examples/digits");
      Lab.submissions()
          .putFiles(
              sandbox.namespace(),
              "digits-code",
              Map.of("train.py", Files.readString(example.resolve("src/train.py"))));
      var manifest =
          Files.readString(example.resolve("pytorchjob.yaml"))
              .replace("${MOORING_IMAGE_PYTORCH}", Lab.pytorchImage())
              .replace("metadata:\n", "metadata:\n  namespace: NAMESPACE\n");
      var job = sandbox.submit(manifest);
      var states = new ArrayList<JobState>();
      var log = new ArrayList<String>();

      var end = Lab.submissions().follow(job, Submissions.Listener.of(states::add, log::add));

      assertThat(end).as("end, log %s", log).isEqualTo(new JobState.Succeeded());
      assertThat(states).last().isEqualTo(end);
      assertThat(log.getFirst()).contains("rank=0 world=2");
      assertThat(log).filteredOn(line -> line.startsWith("epoch ")).hasSize(20);
      var evaluation = ACCURACY.matcher(log.getLast());
      assertThat(evaluation.matches()).as(log.getLast()).isTrue();
      assertThat(Double.parseDouble(evaluation.group(1))).isBetween(0.93, 1.0);
      assertThat(sandbox.pods(job))
          .hasSize(2)
          .extracting(pod -> pod.getSpec().getNodeName())
          .doesNotHaveDuplicates()
          .doesNotContainNull();
    }
  }
}
