package dev.mooring.cli;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.cluster.install.AgentPods;
import dev.mooring.cluster.install.HelmRecords;
import dev.mooring.helm.HelmException;
import dev.mooring.helm.HelmReleases;
import dev.mooring.helm.Release;
import dev.mooring.images.Image;
import dev.mooring.progress.Steps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Puts the ML agent on a cluster, and says what its pods do meanwhile.
 *
 * @param chart the folder of azureml-agent
 */
record AgentInstall(Path chart, Path kubeconfig) {
  static final String NAMESPACE = "azureml";
  private static final String RELEASE = "azureml-agent";
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  /**
   * Installs or upgrades, or finds that there is nothing to do.
   *
   * @throws HelmException after each pod's trouble was said
   */
  void run(Image image, Steps steps) throws InterruptedException {
    try (var connection = Connection.open("moor", Optional.of(kubeconfig))) {
      var releases = new HelmReleases(kubeconfig, new HelmRecords(connection)::forget);
      steps.run(
          "Install the ML agent",
          step -> {
            var changed = new Semaphore(1);
            try (var pods = AgentPods.watch(connection, NAMESPACE, changed::release)) {
              var teller = Thread.startVirtualThread(() -> tell(pods, changed, steps));
              try {
                releases.deploy(release(image));
              } catch (HelmException failed) {
                pods.seen().stream().filter(pod -> !pod.well()).forEach(p -> steps.say(line(p)));
                throw failed;
              } finally {
                teller.interrupt();
                teller.join();
              }
            }
          });
    }
  }

  private Release release(Image image) {
    return new Release(NAMESPACE, RELEASE, chart, values(image), TIMEOUT);
  }

  /** {@code registry/repository:tag}, as {@link Image#name} has it. */
  static String values(Image image) {
    var name = image.name();
    var slash = name.indexOf('/');
    var colon = name.lastIndexOf(':');
    return "image: {registry: %s, repository: %s, tag: \"%s\"}%n"
        .formatted(
            name.substring(0, slash), name.substring(slash + 1, colon), name.substring(colon + 1));
  }

  /** Says each state that a pod comes to, once. */
  private static void tell(AgentPods pods, Semaphore changed, Steps steps) {
    Map<String, AgentPod> told = new HashMap<>();
    try {
      // What was there before is not news.
      pods.seen().forEach(pod -> told.put(pod.name(), pod));
      while (true) {
        changed.acquire();
        changed.drainPermits();
        for (var pod : pods.seen()) {
          if (!pod.equals(told.put(pod.name(), pod))) {
            steps.say(line(pod));
          }
        }
      }
    } catch (InterruptedException installed) {
      Thread.currentThread().interrupt();
    }
  }

  private static String line(AgentPod pod) {
    return "  %-32s %s%s"
        .formatted(
            pod.component(), pod.state(), pod.trouble().isEmpty() ? "" : ": " + pod.trouble());
  }
}
