package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.Queue;
import dev.mooring.crd.Reason;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** {@code moor queue} and {@code moor explain} tell what the cluster knows, in its words. */
final class ExplainTest {

  @Test
  void aJobThatItsQueueHoldsBackIsExplained() throws InterruptedException, JsonProcessingException {
    try (var sandbox = Sandbox.open();
        var queue = LabQueue.make(sandbox.namespace(), "{capability: {cpu: 15m}}")) {
      var job =
          TrainingJob.create(
              sandbox,
              Shell.pyTorchJob(
                  "held",
                  "{schedulingPolicy: {queue: %s}}".formatted(queue.name()),
                  new Shell.Role("Worker", 2, "Never", "true")));
      try {
        var reason = awaitReason(job);
        Sandbox.await("the queue has counted it").until(() -> hasCounted(queue, 1));

        var explained = moor("explain", "job", "held", "--namespace", sandbox.namespace());
        assertThat(explained.output().getFirst())
            .isEqualTo(reason.code() + ": " + reason.message());
        assertThat(explained.output().get(1)).isEqualTo("Next: " + reason.nextStep());
        assertThat(explained.text())
            .containsPattern("(?m)^PyTorchJob +Created ")
            .containsPattern("(?m)^PodGroup +Pending ")
            .containsPattern("(?m)^Queue %s +Open +1 of 1 that wait$".formatted(queue.name()))
            .containsPattern("(?m)^held-worker-0 +Pending +- ")
            .containsPattern("(?m)^held-worker-1 +Pending +- ");

        var shown = moor("queue", "show", queue.name());
        assertThat(shown.text()).containsPattern("(?m)^cpu +0\\.015 ");
        var json = new ObjectMapper().readTree(moor("queue", "list", "-o", "json").text());
        assertThat(json.findValuesAsText("name")).contains("default", queue.name());
        assertThat(moor("queue", "list").text())
            .containsPattern("(?m)^%s +root +Open +1 +1 ".formatted(queue.name()));
      } finally {
        // A queue is not deleted before what waits in it.
        job.resource().delete();
      }
    }
  }

  @Test
  void whatIsNotThereIsToldByName() throws InterruptedException {
    var job = Moor.run("explain", "job", "e2e-nothing", "--cluster", Lab.name());
    assertThat(job.exitCode()).isNotZero();
    assertThat(job.text()).contains("The cluster has no job 'e2e-nothing'");
    var queue = Moor.run("queue", "show", "e2e-nowhere", "--cluster", Lab.name());
    assertThat(queue.exitCode()).isNotZero();
    assertThat(queue.text()).contains("There is no queue 'e2e-nowhere'").contains("default");
  }

  private static Moor.Result moor(String... arguments) throws InterruptedException {
    var all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--cluster";
    all[arguments.length + 1] = Lab.name();
    var result = Moor.run(all);
    assertThat(result.exitCode()).as(result.text()).isZero();
    return result;
  }

  private static boolean hasCounted(LabQueue queue, int pending) {
    var status = Lab.client().resources(Queue.class).withName(queue.name()).get().getStatus();
    return status != null && status.pending() == pending;
  }

  /** The group's, which the scheduler has given. */
  private static Reason awaitReason(TrainingJob job) {
    var group =
        Sandbox.await("the group says why it waits")
            .until(
                () ->
                    Lab.client()
                        .resources(PodGroup.class)
                        .inNamespace(job.namespace())
                        .withName(job.name())
                        .get(),
                found ->
                    found != null
                        && found.getStatus() != null
                        && found.getStatus().reason() != null
                        && found.getStatus().reason().message().contains("Queue"));
    return Objects.requireNonNull(group.getStatus().reason());
  }
}
