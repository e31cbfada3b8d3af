package dev.mooring.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What runs and what is finished, at one moment. A change makes the next board. */
record Board(List<Running> running, List<Timing> finished) {
  static final Board EMPTY = new Board(List.of(), List.of());

  Board {
    running = List.copyOf(running);
    finished = List.copyOf(finished);
  }

  Board start(Running step) {
    var next = new ArrayList<>(running);
    next.add(step);
    return new Board(next, finished);
  }

  Board change(int id, UnaryOperator<Running> change) {
    return new Board(
        running.stream().map(step -> step.id() == id ? change.apply(step) : step).toList(),
        finished);
  }

  Board end(int id, Timing timing) {
    var next = new ArrayList<>(finished);
    next.add(timing);
    return new Board(running.stream().filter(step -> step.id() != id).toList(), next);
  }

  Running step(int id) {
    return running.stream()
        .filter(step -> step.id() == id)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("step " + id + " does not run"));
  }
}
