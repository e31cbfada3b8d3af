package dev.mooring.cli;

import dev.mooring.embedded.EmbeddedCluster;
import dev.mooring.embedded.EmbeddedException;
import dev.mooring.images.Build;
import dev.mooring.images.Image;
import dev.mooring.images.Training;
import dev.mooring.progress.Steps;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster of the end-to-end tests, beside the one that the user may have: with a platform, and
 * attached to it. Closing removes it with its data.
 *
 * @param environment what the tests are told of it
 */
record TestLab(EmbeddedCluster cluster, Map<String, String> environment, Steps steps)
    implements AutoCloseable {
  private static final String NAME = "moor-test";

  /**
   * Starts it anew.
   *
   * @return empty if this machine cannot carry a cluster; it was said why
   */
  static Optional<TestLab> start(Steps steps) {
    var cluster = new EmbeddedCluster(System.getenv(), NAME);
    try {
      // What a run that was killed has left must not be part of this one.
      cluster.down(true, steps);
      var build = Build.of(System.getenv(), steps);
      var platform = Platform.up(cluster, Optional.empty(), build, steps);
      platform.attach(steps);
      var environment = environment(platform);
      environment.putAll(trainings(cluster, build, steps));
      environment.putAll(controlPlane(build.controlPlaneImage()));
      return Optional.of(new TestLab(cluster, environment, steps));
    } catch (EmbeddedException e) {
      if (e.code() == EmbeddedException.Code.PRECONDITION) {
        steps.say("The tests on a cluster are skipped: " + e.getMessage());
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Map<String, String> environment(Platform platform) {
    var environment = new LinkedHashMap<String, String>();
    environment.put("MOORING_E2E_CLUSTER", platform.cluster().name());
    environment.put("MOORING_E2E_KUBECONFIG", platform.kubeconfig().toString());
    environment.put("MOORING_E2E_KUBERNETES", platform.kubernetes().toString());
    environment.put("MOORING_E2E_AGENT_VALUES", values(platform.agent()));
    environment.put("MOORING_IMAGE_PYTORCH", platform.pytorch().name());
    var access = platform.cluster().platform().orElseThrow();
    environment.put("MOORING_E2E_URL", access.url());
    environment.put("MOORING_E2E_DOMAIN", access.domain());
    environment.put("MOORING_E2E_CA", access.authority().toString());
    environment.put("MOORING_E2E_CLIENT_ID", access.clientId());
    environment.put("MOORING_E2E_CLIENT_SECRET", access.clientSecret());
    return environment;
  }

  /** What trainings of other kinds run in. */
  private static Map<String, String> trainings(EmbeddedCluster cluster, Build build, Steps steps) {
    var environment = new LinkedHashMap<String, String>();
    var archives = new LinkedHashMap<String, Path>();
    for (var training : List.of(Training.TENSORFLOW, Training.MPI)) {
      var image = build.trainingImage(training);
      environment.put(training.variable(), image.name());
      archives.put(image.name(), image.archive());
    }
    cluster.importImages(archives, steps);
    return environment;
  }

  /** It is in no node: the cluster needs it for one test only, which imports it. */
  private static Map<String, String> controlPlane(Image image) {
    return Map.of(
        "MOORING_E2E_CONTROL_PLANE_IMAGE",
        image.name(),
        "MOORING_E2E_CONTROL_PLANE_ARCHIVE",
        image.archive().toString());
  }

  /** {@code registry/repository:tag}, as {@link Image#name} has it, as values of the chart. */
  static String values(Image image) {
    var name = image.name();
    var slash = name.indexOf('/');
    var colon = name.lastIndexOf(':');
    return "image: {registry: %s, repository: %s, tag: \"%s\"}%n"
        .formatted(
            name.substring(0, slash), name.substring(slash + 1, colon), name.substring(colon + 1));
  }

  @Override
  public void close() {
    cluster.down(true, steps);
  }
}
