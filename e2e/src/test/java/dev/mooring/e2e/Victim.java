package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.ProblemException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What can be killed, and comes back by itself. */
sealed interface Victim {
  record OfTheAgent(Component component) implements Victim {}

  record OfThePlatform(PlatformProgram program) implements Victim {}

  /** All that a job passes on its way from the platform to the cluster and back. */
  static List<Victim> all() {
    return Stream.<Victim>concat(
            Stream.of(PlatformProgram.values()).map(OfThePlatform::new),
            Stream.of("relay-server", "rest-server", "aml-operator")
                .map(name -> new OfTheAgent(new Component(name))))
        .toList();
  }

  default String name() {
    return switch (this) {
      case OfTheAgent(var component) -> component.name();
      case OfThePlatform(var program) -> program.name();
    };
  }

  /** Kills it, and returns when another process does its work. */
  default void kill(Arm arm) {
    switch (this) {
      case OfTheAgent(var component) -> {
        var before = component.restarts();
        component.kill();
        Sandbox.await(name() + " runs again")
            .until(() -> component.restarts() > before && component.isReady());
      }
      case OfThePlatform(var program) -> {
        var before = program.processes();
        assertThat(before).as(name()).isNotEmpty();
        before.stream()
            .limit(1)
            .flatMap(pid -> ProcessHandle.of(pid).stream())
            .forEach(ProcessHandle::destroyForcibly);
        Sandbox.await(name() + " runs again")
            .ignoreExceptionsInstanceOf(ProblemException.class)
            .until(() -> isBack(program, before, arm));
      }
    }
  }

  private static boolean isBack(PlatformProgram program, Set<Long> before, Arm arm) {
    var now = program.processes();
    return !now.isEmpty()
        && !now.containsAll(before)
        // What needs the database is answered.
        && arm.find(arm.scope().workspaceId()).isPresent();
  }
}
