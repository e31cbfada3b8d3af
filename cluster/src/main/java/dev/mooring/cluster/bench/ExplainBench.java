package dev.mooring.cluster.bench;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Informers;
import dev.mooring.crd.PodGroup;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How soon the agent's scheduler says why a gang cannot run on a cluster that is full: 8 pods of
 * one GPU on each node, which has 8, and then gangs of ten pods that want all GPUs of a node each.
 * The nodes have no machine. All of it is in a namespace of its own and removed.
 *
 * @param nodes how many; eight times as many pods are bound
 * @param runs gangs, one after the other
 * @param told lines of how far it is
 */
public record ExplainBench(Connection connection, int nodes, int runs, Consumer<String> told) {

  /** What a reason must name: that some members are not there yet is none that lasts. */
  private static final String SHORT = "nvidia.com/gpu";

  private static final int GPUS_A_NODE = 8;
  private static final int MEMBERS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  public ExplainBench {
    if (nodes < 1 || runs < 1) {
      throw new IllegalArgumentException("Less than 1: %d nodes, %d runs".formatted(nodes, runs));
    }
  }

  public int pods() {
    return nodes * GPUS_A_NODE;
  }

  /**
   * One gang's times, from its last pod made: before that there was no gang to judge.
   *
   * @param creation from its first object to its last, for comparison
   * @param group until its PodGroup had a reason that names what is short
   * @param pods until each of its pods had PodScheduled=False with a message that does
   * @param message what the first of them was told
   */
  public record Said(Duration creation, Duration group, Duration pods, String message) {}

  public List<Said> run() throws InterruptedException {
    var client = connection.client();
    try (var namespace = BenchNamespace.make(client, "explain")) {
      told.accept("makes %d nodes".formatted(nodes));
      try (var _ = FakeNodes.make(client, BenchObjects.LABEL, nodes)) {
        told.accept("fills them with %d pods".formatted(pods()));
        fill(client, namespace.name());
        var said = new ArrayList<Said>();
        for (var run = 0; run < runs; run++) {
          said.add(ask(client, gang(namespace.name(), "ask-" + run, MEMBERS, GPUS_A_NODE)));
          told.accept("gang %d of %d was answered".formatted(run + 1, runs));
        }
        return List.copyOf(said);
      }
    }
  }

  private static FakeGang gang(String namespace, String name, int members, int gpus) {
    return new FakeGang(
        namespace,
        name,
        members,
        Map.of(SHORT, Integer.toString(gpus)),
        InstalledAgent.SCHEDULER,
        BenchObjects.LABEL);
  }

  /** Pods that were bound before: no scheduler is asked. */
  private void fill(KubernetesClient client, String namespace) throws InterruptedException {
    var names = FakeNodes.names(BenchObjects.LABEL, nodes);
    var full = gang(namespace, "full", pods(), 1);
    AtOnce.run(
        pods(),
        PATIENCE,
        number ->
            client.resource(
                    new PodBuilder(full.single(number))
                        .editSpec()
                        .withNodeName(names.get(number / GPUS_A_NODE))
                        .endSpec()
                        .build())
                ::create);
  }

  private static Said ask(KubernetesClient client, FakeGang gang) throws InterruptedException {
    var told = new Arrivals<Pod>(ExplainBench::isToldWhy);
    var reason = new Arrivals<PodGroup>(ExplainBench::hasReason);
    var namespace = gang.namespace();
    try (var _ =
            Informers.start(
                client.pods().inNamespace(namespace).withLabel(BenchObjects.MARK, gang.name()),
                told);
        var _ =
            Informers.start(
                client
                    .resources(PodGroup.class)
                    .inNamespace(namespace)
                    .withField("metadata.name", gang.name()),
                reason)) {
      var began = System.nanoTime();
      client.resource(gang.group()).create();
      AtOnce.run(gang.members(), PATIENCE, number -> client.resource(gang.pod(number))::create);
      var made = System.nanoTime();
      BenchNamespace.await(
          "a word about " + gang.name(),
          () -> told.count() == gang.members() && reason.count() == 1);
      return new Said(
          Duration.ofNanos(made - began),
          Duration.ofNanos(reason.last() - made),
          Duration.ofNanos(told.last() - made),
          message(client, gang));
    }
  }

  private static String message(KubernetesClient client, FakeGang gang) {
    return client.pods().resource(gang.pod(0)).get().getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("PodScheduled"))
        .map(condition -> condition.getMessage())
        .findFirst()
        .orElse("");
  }

  private static boolean isToldWhy(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("PodScheduled")
                    && condition.getStatus().equals("False")
                    && condition.getMessage() != null
                    && condition.getMessage().contains(SHORT));
  }

  private static boolean hasReason(PodGroup group) {
    var status = group.getStatus();
    var reason = status == null ? null : status.reason();
    return reason != null && reason.message().contains(SHORT);
  }
}
