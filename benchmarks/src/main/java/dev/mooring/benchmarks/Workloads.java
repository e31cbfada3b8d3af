package dev.mooring.benchmarks;

import dev.mooring.scheduling.model.Company;
import dev.mooring.scheduling.model.Demand;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeRules;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Progress;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.Rank;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Clusters and gangs to plan for. */
final class Workloads {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final int GANG = 4;
  private static final String GPU = "nvidia.com/gpu";

  private Workloads() {}

  static Snapshot nodes(int count) {
    var room = Resources.of(Map.of("cpu", 64_000L, "memory", 512L << 30, GPU, 8L, "pods", 110L));
    return new Snapshot(
        IntStream.range(0, count)
            .mapToObj(i -> "node-%05d".formatted(i))
            .map(name ->
                Node.of(name, Map.of("kubernetes.io/hostname", name), List.of(), room, List.of()))
            .toList());
  }

  /** Gangs of four; labels tell the gangs and the pods of each apart, as operators set them. */
  static Demand demand(int pods) {
    var requests = Resources.of(Map.of("cpu", 4_000L, "memory", 32L << 30, GPU, 1L, "pods", 1L));
    var gangs = new ArrayList<Gang>();
    for (var g = 0; g < pods / GANG; g++) {
      var name = "job-%05d".formatted(g);
      var members = IntStream.range(0, GANG).mapToObj(i -> member(name, i, requests)).toList();
      gangs.add(
          new Gang(
              new GangId(GangId.Kind.VOLCANO_POD_GROUP, "lab", name),
              "default",
              new Rank(0, NOW, true, true),
              Minimum.of(GANG),
              members,
              List.of(),
              Progress.NEW));
    }
    return new Demand(gangs, List.of(Queue.of("default", 1)), List.of(), List.of());
  }

  private static Member member(String job, int index, Resources requests) {
    var name = job + "-worker-" + index;
    var labels = Map.of("job-name", job, "replica-index", Integer.toString(index));
    var shape =
        new PodShape(
            "lab", labels, requests, NodeRules.NONE, Company.ANY, List.of(), PodShape.Local.NONE);
    return new Member(new PodId("lab", name, name), "worker", shape);
  }
}
