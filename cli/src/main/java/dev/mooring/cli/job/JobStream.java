package dev.mooring.cli.job;

import dev.mooring.api.Problem;
import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.Blobs;
import dev.mooring.cli.rest.Blobs.Reading;
import dev.mooring.cli.rest.ProblemException;
import dev.mooring.cli.rest.Runs;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Follows a job to its end: its states and what its processes write.
 *
 * @param allRanks not only what rank 0 writes
 */
public record JobStream(Arm arm, boolean allRanks) {
  private static final Duration POLL = Duration.ofMillis(500);

  /** While nothing was printed yet, which is when somebody sits and waits. */
  private static final Duration FIRST_POLL = Duration.ofMillis(250);

  /** Who is told. */
  public interface Listener {
    /** The job came to another state, or has another reason for the one it is in. */
    void state(String line);

    /** A whole line of a log. */
    void log(String line);
  }

  /**
   * Returns when the job has ended and its logs are read to their ends.
   *
   * @throws ProblemException if it did not complete
   */
  public void follow(String job, Listener listener) {
    var runs = new Runs(arm);
    var blobs = arm.blobs();
    Map<String, LogTail> tails = new TreeMap<>();
    var told = "";
    while (true) {
      var details = runs.details(job);
      var view = JobView.of(arm.get(arm.scope().jobId(job)));
      var line = view.line();
      if (!line.equals(told)) {
        listener.state(line);
        told = line;
      }
      // The state was asked for first: what an ended job wrote is all there.
      details.logs().forEach((name, url) -> read(blobs, name, url, tails, listener));
      if (details.ended()) {
        finish(tails, listener);
        judge(job, details, view);
        return;
      }
      pause(tails.isEmpty() ? FIRST_POLL : POLL);
    }
  }

  private void read(
      Blobs blobs, String file, URI url, Map<String, LogTail> tails, Listener listener) {
    var name = LogName.of(file);
    if (name.isEmpty() || (!allRanks && name.get().rank() != 0)) {
      return;
    }
    var tail = tails.computeIfAbsent(file, _ -> new LogTail());
    while (blobs.readFrom(url, tail.offset()) instanceof Reading.Bytes(var bytes)) {
      tail.take(bytes).forEach(line -> listener.log(prefix(name.get()) + line));
    }
  }

  private String prefix(LogName name) {
    return allRanks ? name.prefix() : "";
  }

  private void finish(Map<String, LogTail> tails, Listener listener) {
    tails.forEach((file, tail) ->
        tail.rest()
            .ifPresent(line -> listener.log(LogName.of(file).map(this::prefix).orElse("") + line)));
  }

  private static void judge(String job, Runs.Details details, JobView view) {
    if (details.status().equals("Completed")) {
      return;
    }
    var problem =
        view.problem()
            .or(details::error)
            .orElseGet(() -> new Problem("Job" + details.status(), "it gave no reason", ""));
    throw new ProblemException(
        ProblemException.Kind.FAILED,
        new Problem(
            problem.code(),
            "Job %s ended as %s: %s".formatted(job, details.status(), problem.message()),
            problem.nextStep().isEmpty()
                ? "./moor job show %s says more".formatted(job)
                : problem.nextStep()));
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.failed("Interrupted", "The command was stopped; the job goes on", "");
    }
  }
}
