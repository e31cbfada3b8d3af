package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeRules;
import dev.mooring.scheduling.model.Taint;
import dev.mooring.scheduling.model.Volume;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** On which nodes pods may be and which they like, whatever else is there: fixed for a plan. */
final class Fit {
  /** Pods that are alike in this. */
  record Key(NodeRules rules, List<Volume> volumes) {}

  private final Bits nodes;
  private final byte @Nullable [] affinity;
  private final byte @Nullable [] taints;
  private final @Nullable Bits sparing;

  /** Null when all are. */
  private final @Nullable Bits ready;

  private Fit(
      Bits nodes,
      byte @Nullable [] affinity,
      byte @Nullable [] taints,
      @Nullable Bits sparing,
      @Nullable Bits ready) {
    this.nodes = nodes;
    this.affinity = affinity;
    this.taints = taints;
    this.sparing = sparing;
    this.ready = ready;
  }

  /**
   * Looks at all nodes.
   *
   * @param ready of {@link #ready(Node[])}
   */
  static Fit of(Key key, Node[] nodes, Stock stock, @Nullable Bits ready) {
    var rules = key.rules();
    var allowed =
        Bits.where(
            nodes.length,
            i ->
                rules.matches(nodes[i])
                    && rules.bears(nodes[i])
                    && Volume.reach(key.volumes(), nodes[i])
                    && stock.reaches(key.volumes(), i)
                    && attaches(key.volumes(), nodes[i]));
    return new Fit(
        allowed, affinity(rules, nodes), taints(rules, nodes), stock.sparing(key.volumes()), ready);
  }

  /** Which nodes are ready; null when all are. */
  static @Nullable Bits ready(Node[] nodes) {
    var all = Bits.where(nodes.length, i -> nodes[i].ready());
    return all.count() == nodes.length ? null : all;
  }

  Bits nodes() {
    return nodes;
  }

  /** 0 to 100: the part of the preferred weights that the node meets. */
  int affinity(int node) {
    return affinity == null ? 0 : affinity[node];
  }

  /** 100 without a PreferNoSchedule taint that the pod does not bear, else 0. */
  int taints(int node) {
    return taints == null ? 100 : taints[node];
  }

  /** Whether the volumes that it would get there are such as others can do without. */
  boolean spares(int node) {
    return sparing == null || sparing.has(node);
  }

  /** Whether the node is; where it is not only pods may be that bear it. */
  boolean ready(int node) {
    return ready == null || ready.has(node);
  }

  /** Whether the node could attach all of them if it had no others. */
  private static boolean attaches(List<Volume> volumes, Node node) {
    if (volumes.isEmpty()) {
      return true;
    }
    for (var limit : node.attachLimits().entrySet()) {
      if (Volume.attachments(volumes, limit.getKey()) > limit.getValue()) {
        return false;
      }
    }
    return true;
  }

  private static byte @Nullable [] affinity(NodeRules rules, Node[] nodes) {
    var sum = rules.preferred().stream().mapToInt(NodeRules.Preferred::weight).sum();
    if (sum == 0) {
      return null;
    }
    var scores = new byte[nodes.length];
    for (var i = 0; i < nodes.length; i++) {
      var met = 0;
      for (var preferred : rules.preferred()) {
        met += preferred.term().selects(nodes[i]) ? preferred.weight() : 0;
      }
      scores[i] = (byte) (met * 100 / sum);
    }
    return scores;
  }

  private static byte @Nullable [] taints(NodeRules rules, Node[] nodes) {
    byte[] scores = null;
    for (var i = 0; i < nodes.length; i++) {
      if (disliked(rules, nodes[i].taints())) {
        if (scores == null) {
          scores = new byte[nodes.length];
          java.util.Arrays.fill(scores, (byte) 100);
        }
        scores[i] = 0;
      }
    }
    return scores;
  }

  private static boolean disliked(NodeRules rules, List<Taint> taints) {
    for (var taint : taints) {
      if (taint.effect().equals("PreferNoSchedule") && !rules.bears(taint)) {
        return true;
      }
    }
    return false;
  }
}
