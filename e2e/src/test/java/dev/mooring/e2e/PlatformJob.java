package dev.mooring.e2e;

import dev.mooring.crd.AmlJob;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A job of a platform, submitted and followed by the command as users do it. Closing cancels it if
 * it has not ended, and takes it off its cluster.
 *
 * @param name also of the AmlJob that it becomes
 * @param platform its cluster's name
 * @param client of the cluster that it runs on
 * @param following its log and its states, as {@code job create --stream} prints them
 */
record PlatformJob(String name, String platform, KubernetesClient client, Moor following)
    implements AutoCloseable {

  /** A name that no job had before. */
  static String name(String word) {
    return "%s-%05d".formatted(word, ThreadLocalRandom.current().nextInt(100_000));
  }

  /**
   * The file of a job that asks for next to nothing, on the lab's compute.
   *
   * @param fields lines of YAML; they stand before those that a job needs
   */
  static String text(String name, String command, String... fields) {
    var own = String.join("\n", fields);
    var needed =
        Stream.of(
                "environment: {image: \"%s\"}".formatted(Lab.pytorchImage()),
                "compute: azureml:local",
                "resources: {requests: {cpu: 10m, memory: 16Mi}}")
            .filter(line -> !own.contains(line.substring(0, line.indexOf(':') + 1)))
            .toList();
    return "name: %s\ncommand: |\n%s\n%s\n%s\n"
        .formatted(name, command.indent(2).stripTrailing(), own, String.join("\n", needed));
  }

  /** The file, written where its relative paths begin. */
  static Path write(Path folder, String text) {
    try {
      return Files.writeString(folder.resolve("job.yml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One on the lab. */
  static PlatformJob start(Path folder, String word, String command, String... fields) {
    return start(Lab.name(), Lab.client(), folder, word, command, fields);
  }

  static PlatformJob start(
      String platform,
      KubernetesClient client,
      Path folder,
      String word,
      String command,
      String... fields) {
    var name = name(word);
    var file = write(folder, text(name, command, fields)).toString();
    var following = Moor.start("job", "create", "-f", file, "--platform", platform, "--stream");
    return new PlatformJob(name, platform, client, following);
  }

  Moor.Result run(String command, String... more) throws InterruptedException {
    var all = new ArrayList<>(List.of("job", command, name, "--platform", platform));
    all.addAll(List.of(more));
    return Moor.run(all.toArray(String[]::new));
  }

  /** Returns once those who follow it were told so. */
  void awaitSaid(String text) {
    Sandbox.await("job %s says: %s".formatted(name, text))
        .until(() -> following.hasSaid(text) || !following.isRunning());
    if (!following.hasSaid(text)) {
      throw new AssertionError(
          "It ended without having said '%s':%n%s".formatted(text, following.text()));
    }
  }

  List<Pod> pods() {
    return client.pods().inAnyNamespace().withLabel(AmlJob.NAME_LABEL, name).list().getItems();
  }

  void awaitNoPods() {
    Sandbox.await("the pods of %s are gone".formatted(name)).until(() -> pods().isEmpty());
  }

  /** Takes it off its cluster, as somebody with {@code kubectl} may. */
  void deleteThere() {
    deleteAmlJob();
    awaitNoPods();
  }

  private void deleteAmlJob() {
    client
        .resources(AmlJob.class)
        .inAnyNamespace()
        .withField("metadata.name", name)
        .list()
        .getItems()
        .forEach(there -> client.resource(there).delete());
  }

  @Override
  public void close() {
    try {
      if (following.isRunning()) {
        run("cancel");
        following.kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    deleteAmlJob();
  }
}
