package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cli.job.Download;
import dev.mooring.cli.rest.Arm;
import dev.mooring.crd.AmlJobPhase;
import dev.mooring.e2e.Moments.Moment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs one job after the other, from its code to its outputs, and looks at what each left. Run by
 * one thread.
 *
 * @param name of the lane; its jobs' names begin with it
 * @param jobs the names of those that ended well
 */
record JobLane(String name, Shared shared, List<String> jobs) implements Callable<List<String>> {
  /**
   * What all lanes use.
   *
   * @param compute that they submit to
   * @param stop no further job is begun once this is set
   */
  record Shared(
      Arm arm, Sandbox sandbox, String compute, Path folder, Moments moments, AtomicBoolean stop) {}

  JobLane(String name, Shared shared) {
    this(name, shared, new ArrayList<>());
  }

  @Override
  public List<String> call() {
    for (var i = 0; !shared.stop().get(); i++) {
      runOne("%s-%d".formatted(name, i));
    }
    is(Moment.OTHER);
    return jobs;
  }

  private void runOne(String of) {
    var folder = shared.folder().resolve(of);
    var job =
        CountingJob.describe(of, shared.sandbox(), shared.compute(), folder.resolve("sent"), false);
    is(Moment.UPLOADING);
    submit(job);
    // Who did not hear the answer asks again: the same is no conflict, and no second job.
    submit(job);
    follow(job);
    is(Moment.DOWNLOADING);
    var back = folder.resolve("back");
    new Download(shared.arm(), line -> {}).run(of, Optional.empty(), back);
    job.check(back);
    jobs.add(of);
  }

  private void is(Moment moment) {
    shared.moments().are(name, moment);
  }

  private void submit(CountingJob job) {
    job.submit(
        shared.arm(),
        line -> {
          if (line.startsWith("submitting ")) {
            is(Moment.SUBMITTING);
          }
        });
  }

  private void follow(CountingJob job) {
    is(Moment.OTHER);
    Sandbox.await(job.name() + " ended on the cluster")
        .until(() -> {
          var phase = job.onCluster();
          is(phase.map(JobLane::moment).orElse(Moment.OTHER));
          return phase.filter(AmlJobPhase::ended).isPresent();
        });
    Sandbox.await(job.name() + " ended").until(() -> CountingJob.isEnd(job.status(shared.arm())));
    assertThat(job.status(shared.arm()))
        .as("%s", job.properties(shared.arm()))
        .isEqualTo("Completed");
  }

  private static Moment moment(AmlJobPhase phase) {
    return switch (phase) {
      case RUNNING -> Moment.RUNNING;
      case FINALIZING -> Moment.FINALIZING;
      case PREPARING, QUEUED, COMPLETED, FAILED, CANCELED -> Moment.OTHER;
    };
  }
}
