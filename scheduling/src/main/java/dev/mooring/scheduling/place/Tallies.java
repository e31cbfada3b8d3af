package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeRules;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.PodTerm;
import dev.mooring.scheduling.model.Spread;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tallies that the rules of pods about other pods need; for the planning thread alone. All are
 * made before the first pod is counted.
 */
final class Tallies {
  private record Matching(List<PodTerm> all, String key) {}

  private record Spreading(
      String namespace, Spread spread, NodeRules rules, List<String> requiredKeys) {}

  private final Node[] nodes;
  private int next;
  private final Bits everyNode;
  private final Map<String, Topology> topologies = new HashMap<>();
  private final Map<Matching, Tally> matching = new HashMap<>();
  private final Map<Spreading, Tally> spreading = new HashMap<>();
  private final Map<PodTerm, Tally> holding = new HashMap<>();
  private final LabelIndex<Tally> counting = new LabelIndex<>();
  private final LabelIndex<Tally> shunning = new LabelIndex<>();

  Tallies(Node[] nodes) {
    this.nodes = nodes;
    everyNode = Bits.where(nodes.length, _ -> true);
  }

  boolean isEmpty() {
    return matching.isEmpty() && spreading.isEmpty() && holding.isEmpty();
  }

  /** Makes what is needed to place such a pod. */
  void make(PodShape shape) {
    var company = shape.company();
    company.near().forEach(term -> matching(company.near(), term.topologyKey()));
    company.apart().forEach(this::matching);
    company.preferNear().forEach(preferred -> matching(preferred.term()));
    company.preferApart().forEach(preferred -> matching(preferred.term()));
    shape.spreads().forEach(spread -> spreading(shape, spread));
    makeHeld(shape);
  }

  /** Makes what is needed to keep others off such a pod. */
  void makeHeld(PodShape shape) {
    shape.company().apart().forEach(this::holding);
  }

  Tally matching(PodTerm term) {
    return matching(List.of(term), term.topologyKey());
  }

  /** Pods that all terms select, by the places of the key. */
  Tally matching(List<PodTerm> all, String key) {
    return matching.computeIfAbsent(
        new Matching(all, key),
        _ -> {
          var tally = new Tally(next++, topology(key), everyNode);
          counting.add(
              all.getFirst().selector(), pod -> all.stream().allMatch(t -> t.selects(pod)), tally);
          return tally;
        });
  }

  /** Pods that ask for this term's pods to be apart from them. */
  Tally holding(PodTerm term) {
    return holding.computeIfAbsent(
        term,
        _ -> {
          var tally = new Tally(next++, topology(term.topologyKey()), everyNode);
          shunning.add(term.selector(), term::selects, tally);
          return tally;
        });
  }

  /** Pods that the constraint spreads, on the nodes that count for it. */
  Tally spreading(PodShape shape, Spread spread) {
    var keys =
        shape.spreads().stream()
            .filter(Spread::required)
            .map(Spread::topologyKey)
            .sorted()
            .distinct()
            .toList();
    var key = new Spreading(shape.namespace(), spread, shape.nodes(), keys);
    return spreading.computeIfAbsent(
        key,
        _ -> {
          var counts =
              Bits.where(
                  nodes.length,
                  i ->
                      (!spread.honorsAffinity() || shape.nodes().matches(nodes[i]))
                          && (!spread.honorsTaints() || shape.nodes().bears(nodes[i]))
                          && keys.stream().allMatch(nodes[i].labels()::containsKey));
          var tally = new Tally(next++, topology(spread.topologyKey()), counts);
          counting.add(
              spread.selector(),
              pod ->
                  pod.namespace().equals(shape.namespace())
                      && spread.selector().selects(pod.labels()),
              tally);
          return tally;
        });
  }

  /** Those that count such a pod. */
  List<Tally> counting(PodShape shape) {
    return counting.selecting(shape);
  }

  /** Holders of terms that keep such a pod apart. */
  List<Tally> shunning(PodShape shape) {
    return shunning.selecting(shape);
  }

  private Topology topology(String key) {
    return topologies.computeIfAbsent(key, k -> new Topology(k, nodes));
  }
}
