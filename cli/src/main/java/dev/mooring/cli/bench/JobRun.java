package dev.mooring.cli.bench;

import dev.mooring.cli.job.JobFile;
import dev.mooring.cli.job.JobStream;
import dev.mooring.cli.job.Submission;
import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.Blobs;
import dev.mooring.cli.rest.Datastore;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One job, submitted and followed as {@code moor job create --stream} does.
 *
 * @param artifacts where its log comes to be
 */
record JobRun(Arm arm, Datastore artifacts, Watch watch) {
  private static final List<Stage> WATCHED =
      List.of(
          Stage.SENT,
          Stage.TRAINING,
          Stage.POD,
          Stage.BOUND,
          Stage.PREPARING,
          Stage.PREPARED,
          Stage.STARTED);

  Timeline run(JobFile file) {
    var began = System.nanoTime();
    var own = new EnumMap<Stage, Duration>(Stage.class);
    var job = new Submission(arm, line -> {}).run(file).path("name").asText();
    own.put(Stage.ACCEPTED, since(began));
    var over = new AtomicBoolean();
    var reader = Thread.ofVirtual().name("blob").start(() -> readable(job, began, own, over));
    try {
      new JobStream(arm, false).follow(job, new FirstLine(began, own));
    } finally {
      over.set(true);
    }
    join(reader);
    var timeline = watch.await(began, job, WATCHED);
    for (var stage : own.entrySet()) {
      timeline = timeline.with(stage.getKey(), stage.getValue());
    }
    return timeline;
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Notes when the first line came. */
  private record FirstLine(long began, EnumMap<Stage, Duration> own) implements JobStream.Listener {
    @Override
    public void state(String line) {}

    @Override
    public void log(String line) {
      synchronized (own) {
        own.putIfAbsent(Stage.SEEN, since(began));
      }
    }
  }

  private void readable(String job, long began, EnumMap<Stage, Duration> own, AtomicBoolean over) {
    var blob =
        artifacts.container().blob("ExperimentRun/dcid.%s/user_logs/std_log.txt".formatted(job));
    while (true) {
      // Asked before: what an ended job wrote is all there.
      var last = over.get();
      if (arm.blobs().readFrom(blob, 0) instanceof Blobs.Reading.Bytes) {
        synchronized (own) {
          own.put(Stage.READABLE, since(began));
        }
        return;
      }
      if (last) {
        return;
      }
      Watch.pause();
    }
  }

  private static void join(Thread reader) {
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
