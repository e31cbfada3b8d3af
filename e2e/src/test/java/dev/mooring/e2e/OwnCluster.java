package dev.mooring.e2e;

import dev.mooring.embedded.EmbeddedCluster;
import dev.mooring.embedded.Layout;
import java.util.ArrayList;
import java.util.List;

/** A cluster of a test's own, with a platform of its own. */
record OwnCluster(String name) {
  EmbeddedCluster embedded() {
    return new EmbeddedCluster(System.getenv(), name);
  }

  Layout layout() {
    return embedded().layout().orElseThrow();
  }

  /** A command about the cluster itself. */
  Moor.Result moor(String command, String... arguments) throws InterruptedException {
    return start(command, arguments).await();
  }

  Moor start(String command, String... arguments) {
    var all = new ArrayList<>(List.of(command, "--cluster", name));
    all.addAll(List.of(arguments));
    return Moor.start(all.toArray(String[]::new));
  }

  String kubectl(String... arguments) {
    return apply("", arguments);
  }

  /** As {@link #kubectl}, with {@code input} on its standard input. */
  String apply(String input, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Lab.setting("MOORING_E2E_KUBERNETES"),
                "kubectl",
                "--kubeconfig",
                embedded().folders().kubeconfig().toString()));
    command.addAll(List.of(arguments));
    return Machine.feed(input, command.toArray(String[]::new));
  }
}
