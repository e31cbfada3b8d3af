package dev.mooring.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The same command in a bare pod, followed as {@code kubectl apply} and {@code kubectl logs} do.
 */
record PodRun(KubectlProcess kubectl, String namespace, Watch watch) {
  private static final List<Stage> WATCHED = List.of(Stage.POD, Stage.BOUND, Stage.STARTED);

  Timeline run(String name, String image, String command) {
    try {
      var began = System.nanoTime();
      kubectl.run(manifest(name, image, command), "apply", "-n", namespace, "-f", "-");
      var accepted = Duration.ofNanos(System.nanoTime() - began);
      while (!hasLine(name)) {
        Watch.pause();
      }
      var seen = Duration.ofNanos(System.nanoTime() - began);
      return watch
          .await(began, name, WATCHED)
          .with(Stage.ACCEPTED, accepted)
          .with(Stage.SEEN, seen);
    } finally {
      kubectl.run("", "delete", "pod", name, "-n", namespace, "--ignore-not-found", "--wait=false");
    }
  }

  static String manifest(String name, String image, String command) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s}
    spec:
      restartPolicy: Never
      containers:
      - name: %s
        image: %s
        imagePullPolicy: IfNotPresent
        command: [sh, -c, "%s"]
        resources: {requests: {cpu: 100m, memory: 64Mi}}
    """
        .formatted(name, Stage.CONTAINER, image, command);
  }

  /** Until the container has started kubectl ends with an error and is asked again. */
  private boolean hasLine(String name) {
    var process = kubectl.start("logs", "-f", name, "-n", namespace);
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      return lines.readLine() != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      process.destroy();
    }
  }
}
