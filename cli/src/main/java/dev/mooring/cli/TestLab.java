package dev.mooring.cli;

import dev.mooring.embedded.EmbeddedCluster;
import dev.mooring.embedded.EmbeddedException;
import dev.mooring.images.Build;
import dev.mooring.progress.Steps;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster of the end-to-end tests, beside the one that the user may have, with the agent on it.
 * Closing removes it with its data.
 *
 * @param environment what the tests are told of it
 */
record TestLab(EmbeddedCluster cluster, Map<String, String> environment, Steps steps)
    implements AutoCloseable {
  private static final String NAME = "test";

  /**
   * Starts it anew.
   *
   * @return empty if this machine cannot carry a cluster; it was said why
   */
  static Optional<TestLab> start(Path home, Steps steps) throws InterruptedException {
    var cluster = new EmbeddedCluster(System.getenv(), NAME);
    try {
      // What a run that was killed has left must not be part of this one.
      cluster.down(true, steps);
      var build = Build.of(System.getenv(), steps);
      var platform = Platform.up(cluster, Optional.empty(), build, steps);
      var install = new AgentInstall(home.resolve("charts/azureml-agent"), platform.kubeconfig());
      install.run(platform.agent(), steps);
      var environment =
          Map.of(
              "MOORING_E2E_KUBECONFIG", platform.kubeconfig().toString(),
              "MOORING_E2E_KUBERNETES", platform.kubernetes().toString(),
              "MOORING_E2E_AGENT_VALUES", AgentInstall.values(platform.agent()),
              "MOORING_IMAGE_PYTORCH", platform.pytorch().name());
      return Optional.of(new TestLab(cluster, environment, steps));
    } catch (EmbeddedException e) {
      if (e.code() == EmbeddedException.Code.PRECONDITION) {
        steps.say("The tests on a cluster are skipped: " + e.getMessage());
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    cluster.down(true, steps);
  }
}
