package dev.mooring.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.cli.rest.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes when changes of objects arrive. Times are those of their arrival: what objects say
 * themselves has whole seconds. Thread-safe.
 */
final class Watch implements AutoCloseable {
  private static final long LOOK_MILLIS = 50;

  private final List<Process> processes = new ArrayList<>();
  private final List<Timeline.Event> events = new ArrayList<>();

  private Watch() {}

  /** Watches these kinds in a namespace, a process each. */
  static Watch start(KubectlProcess kubectl, String namespace, List<String> kinds) {
    var watch = new Watch();
    for (var kind : kinds) {
      var process =
          kubectl.start(
              "get", kind, "-n", namespace, "--watch", "--output-watch-events", "-o", "json");
      watch.processes.add(process);
      Thread.ofVirtual().name("watch-" + kind).start(() -> watch.read(process));
    }
    return watch;
  }

  private void read(Process process) {
    try (MappingIterator<JsonNode> told =
        new ObjectMapper().readerFor(JsonNode.class).readValues(process.getInputStream())) {
      while (told.hasNext()) {
        var object = told.next().path("object");
        var event = new Timeline.Event(System.nanoTime(), object);
        synchronized (events) {
          events.add(event);
        }
      }
    } catch (IOException | RuntimeException closed) {
      // It was stopped in the middle of an object; whoever misses a stage says so.
      process.destroy();
    }
  }

  private List<Timeline.Event> seen() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /**
   * The stages of a run; what is told late is waited for.
   *
   * @throws ProblemException when a stage was not told within 30 s
   */
  Timeline await(long began, String name, List<Stage> stages) {
    var end = System.nanoTime() + 30_000_000_000L;
    while (true) {
      var timeline = Timeline.of(began, name, seen());
      var missing = stages.stream().filter(stage -> !timeline.since().containsKey(stage)).toList();
      if (missing.isEmpty()) {
        return timeline;
      }
      if (System.nanoTime() > end) {
        throw ProblemException.failed(
            "StageNotSeen",
            "The watch of %s never told: %s"
                .formatted(name, missing.stream().map(Stage::title).toList()),
            "./moor kubectl get amljobs,pytorchjobs,pods says how it stands");
      }
      pause();
    }
  }

  static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.failed("Interrupted", "The measurement was stopped", "");
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
  }
}
