package dev.mooring.cluster.bench;

import dev.mooring.cluster.Connection;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * How full the agent's scheduler keeps 32 nodes of 8 GPUs with the {@link Mix}, all of it submitted
 * at once, beside the least time that the mix can take. The nodes have no machine. All of it is in
 * a namespace of its own and removed.
 *
 * @param life how long a gang runs from its last pod bound; it stands for two minutes
 * @param told lines of how far it is
 */
public record OccupancyBench(Connection connection, Duration life, Consumer<String> told) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  public OccupancyBench {
    if (life.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("Gangs must live a second at least: " + life);
    }
  }

  /**
   * What came of it.
   *
   * @param makespan from the first creation to the last gang's end
   * @param ideal the waves of the mix one right after the other
   */
  public record Result(Duration makespan, Duration ideal) {
    /** How much longer it took, as a part of the ideal. */
    public double over() {
      return (double) makespan.toNanos() / ideal.toNanos() - 1;
    }

    /** Which part of the nodes' time was used. */
    public double occupancy() {
      var busy = (double) Mix.pods() * ideal.toNanos() / Mix.waves();
      return busy / ((double) Mix.NODES * makespan.toNanos());
    }
  }

  public Result run() throws InterruptedException {
    var client = connection.client();
    try (var namespace = BenchNamespace.make(client, "occupancy");
        var _ = FakeNodes.make(client, BenchObjects.LABEL, Mix.NODES);
        var kubelet = GangKubelet.start(client, namespace.name(), life)) {
      told.accept("submits %d gangs of %d pods".formatted(Mix.SIZES.size(), Mix.pods()));
      var start = System.nanoTime();
      submit(client, namespace);
      var last = awaitEnds(kubelet);
      return new Result(Duration.ofNanos(last - start), life.multipliedBy(Mix.waves()));
    }
  }

  private static void submit(KubernetesClient client, BenchNamespace namespace)
      throws InterruptedException {
    // In the order of the mix, which is the order in which they wait.
    for (var number = 0; number < Mix.SIZES.size(); number++) {
      var gang =
          new FakeGang(
              namespace.name(),
              "gang-" + number,
              Mix.SIZES.get(number),
              Map.of("nvidia.com/gpu", Integer.toString(Mix.GPUS_A_POD)),
              InstalledAgent.SCHEDULER,
              BenchObjects.LABEL);
      client.resource(gang.group()).create();
      AtOnce.run(gang.members(), PATIENCE, member -> client.resource(gang.pod(member))::create);
    }
  }

  private long awaitEnds(GangKubelet kubelet) throws InterruptedException {
    var deadline = System.nanoTime() + life.multipliedBy(3L * Mix.waves()).plus(PATIENCE).toNanos();
    var ended = kubelet.ended();
    for (var said = -1; ended.size() < Mix.SIZES.size(); ended = kubelet.ended()) {
      if (System.nanoTime() > deadline) {
        var waiting =
            IntStream.range(0, Mix.SIZES.size())
                .mapToObj(number -> "gang-" + number)
                .filter(gang -> !kubelet.ended().containsKey(gang))
                .toList();
        throw new IllegalStateException("These have not ended: " + waiting);
      }
      if (said != ended.size()) {
        said = ended.size();
        told.accept("%d of %d gangs have ended".formatted(said, Mix.SIZES.size()));
      }
      Thread.sleep(200);
    }
    return ended.values().stream().mapToLong(at -> at).max().orElseThrow();
  }
}
