package dev.mooring.cluster.bench;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.util.Optional;

/**
 * A deployment of the agent with no replicas until this is closed, also if the measurement is
 * interrupted. Where there is none of that name, nothing happens.
 */
final class StoodDown implements AutoCloseable {
  private final Runnable restore;
  private final Thread atExit;

  private StoodDown(Runnable restore) {
    this.restore = restore;
    this.atExit = new Thread(restore, "stand-up");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Returns when none of its pods is left. */
  static StoodDown of(KubernetesClient client, String name) throws InterruptedException {
    var deployment =
        client.apps().deployments().inNamespace(InstalledAgent.NAMESPACE).withName(name);
    var before = replicas(deployment);
    before.ifPresent(_ -> deployment.scale(0));
    var down = new StoodDown(() -> before.ifPresent(deployment::scale));
    BenchNamespace.await(
        "the end of the pods of " + name,
        () ->
            client
                .pods()
                .inNamespace(InstalledAgent.NAMESPACE)
                .withLabel("app.kubernetes.io/name", name)
                .list()
                .getItems()
                .isEmpty());
    return down;
  }

  private static Optional<Integer> replicas(RollableScalableResource<Deployment> deployment) {
    return Optional.ofNullable(deployment.get()).map(found -> found.getSpec().getReplicas());
  }

  @Override
  public void close() {
    restore.run();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
