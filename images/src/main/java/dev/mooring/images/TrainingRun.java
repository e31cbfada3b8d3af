package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Makes the class cache {@code /app/app.aot} of an image: runs a component from the very root file
 * system that the image will have, until it leads and watches, and lets the JVM write down what it
 * loaded and linked. A cache made from other paths or times is one that the JVM refuses.
 *
 * @param root the image's root file system
 */
record TrainingRun(Path root, Tools tools) {
  /** Counts as an input of the image. */
  static final String RECIPE = "aml-pytorch-operator, 2";

  /** It loads nearly all that the other components do. */
  private static final String COMPONENT = "aml-pytorch-operator";

  /** Where the run writes, as seen from inside. */
  private static final String OUTSIDE = "/tmp/training";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** In mounts of its own, which end with it; as the user that the image runs as. */
  private static final String ENTER =
      """
      mount -t proc proc "$0/proc"
      mount --bind /dev "$0/dev"
      exec chroot --userspec=65532:65532 "$0" "$@"
      """;

  /**
   * Runs the component and leaves the cache in the root.
   *
   * @param work a new folder for what the run needs; removed again
   */
  void run(Path work, Step step) throws IOException {
    Files.createDirectories(work);
    var exchange = Files.createDirectory(root.resolve(OUTSIDE.substring(1)));
    Files.setPosixFilePermissions(exchange, PosixFilePermissions.fromString("rwxrwxrwx"));
    record(work, exchange, step);
    var cache = root.resolve("app/app.aot");
    Files.move(exchange.resolve("app.aot"), cache);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setLastModifiedTime(cache, FileTime.from(Tar.TIME));
    Cache.removeAll(exchange);
    Cache.removeAll(work);
    // Ends with an error if the JVM does not accept the cache for this class path.
    java("-XX:AOTCache=/app/app.aot", "-XX:AOTMode=on", "-version").run(step);
  }

  private void record(Path work, Path exchange, Step step) throws IOException {
    var watching = new AtomicBoolean();
    try (var server = EmptyApiServer.start(work, tools)) {
      Files.writeString(exchange.resolve("kubeconfig"), server.kubeconfig());
      java("-XX:AOTCacheOutput=" + OUTSIDE + "/app.aot", "dev.mooring.agent.Main", COMPONENT)
          .with("KUBECONFIG", OUTSIDE + "/kubeconfig")
          .with("HEALTH_PORT", "0")
          .runUntil(() -> watching.set(server.used(PATIENCE)), step);
    }
    if (!watching.get()) {
      throw new BuildException(
          BuildException.Code.COMMAND,
          COMPONENT + " did not begin to lead and watch within " + PATIENCE.toSeconds() + " s");
    }
    if (!Files.exists(exchange.resolve("app.aot"))) {
      throw new BuildException(
          BuildException.Code.COMMAND, "The JVM wrote no class cache when " + COMPONENT + " ended");
    }
  }

  private Command java(String... words) {
    var enter = new String[] {"unshare", "--mount", "sh", "-ec", ENTER, root.toString()};
    var java = JavaRoot.JAVA.toArray(String[]::new);
    return Command.of(
        root, Stream.of(enter, java, words).flatMap(Stream::of).toArray(String[]::new));
  }
}
