package dev.mooring.embedded;

import dev.mooring.progress.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The images in the nodes' containerd. Stateless. */
record Images(Folders folders) {
  private static final Duration SOCKET_BOUND = Duration.ofMinutes(2);

  void awaitSocket(Layout.Node node) {
    Wait.until(
        line -> {},
        SOCKET_BOUND,
        () ->
            Shell.call(ctr(node, "version"), "").ok()
                ? ""
                : "waiting for containerd of " + node.name(),
        "see the logs in " + folders.logs());
  }

  void importMissing(List<Layout.Node> nodes, Map<String, Path> archives, Step step) {
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      var imports = new ArrayList<Future<?>>();
      for (var node : nodes) {
        imports.add(
            workers.submit(() ->
                archives.forEach((image, archive) -> {
                  if (importMissing(node, image, archive)) {
                    step.line("%s has %s".formatted(node.name(), image));
                  }
                })));
      }
      imports.forEach(Images::join);
    }
  }

  /**
   * Whether it had to be imported; the tag is a hash of the content, so that a name says enough.
   */
  boolean importMissing(Layout.Node node, String image, Path archive) {
    if (Shell.run(ctr(node, "images", "ls", "-q")).lines().anyMatch(image::equals)) {
      return false;
    }
    if (!Files.exists(archive)) {
      throw new EmbeddedException(
          EmbeddedException.Code.PRECONDITION,
          "Archive %s of image %s is not there; run the command through ./moor, which builds it"
              .formatted(archive, image));
    }
    Shell.run(ctr(node, "images", "import", archive.toString()));
    return true;
  }

  private List<String> ctr(Layout.Node node, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                "ctr", "-a", folders.containerdSocket(node.index()).toString(), "-n", "k8s.io"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Waits for the work and throws what it threw. */
  static void join(Future<?> work) {
    try {
      work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException(EmbeddedException.Code.COMMAND, "Interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
