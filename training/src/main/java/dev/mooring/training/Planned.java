package dev.mooring.training;

import java.util.List;
import java.util.stream.Collectors;

/** What planning comes to. */
public sealed interface Planned {

  record Accepted(JobPlan plan) implements Planned {}

  /** The specification cannot be carried out; at least one problem. */
  record Refused(List<Problem> problems) implements Planned {
    public Refused {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("Refused without a problem");
      }
    }

    /** All problems in one line. */
    public String message() {
      return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    }
  }

  /**
   * What is wrong where.
   *
   * @param path such as {@code spec.pytorchReplicaSpecs.Worker.template.spec.containers[0].imagee}
   */
  record Problem(String path, String message) {
    @Override
    public String toString() {
      return path + ": " + message;
    }
  }
}
