package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.Offers;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.PodTerm;
import dev.mooring.scheduling.model.Spread;
import dev.mooring.scheduling.model.Volume;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Kubernetes' filters, written a second time and as plainly as can be, against which the planner is
 * tested. A pod is judged on a node among pods that have seats.
 */
final class Rules {
  /** A pod on a node. */
  record On(PodShape pod, Node node) {}

  private final List<Node> nodes;
  private final List<On> seated;

  Rules(List<Node> nodes, List<On> seated) {
    this.nodes = nodes;
    this.seated = seated;
  }

  boolean allow(PodShape pod, Node node) {
    return pod.nodes().matches(node)
        && pod.nodes().bears(node)
        && volumes(pod, node)
        && attachments(pod, node)
        && stock(pod, node)
        && room(pod, node)
        && pod.local().ports().stream()
            .noneMatch(port ->
                seated.stream()
                    .filter(on -> on.node().equals(node))
                    .anyMatch(on -> on.pod().local().ports().stream().anyMatch(port::collides)))
        && apart(pod, node)
        && near(pod, node)
        && pod.spreads().stream().allMatch(spread -> even(pod, node, spread));
  }

  private boolean room(PodShape pod, Node node) {
    var used = new HashMap<String, Long>();
    seated.stream()
        .filter(on -> on.node().equals(node))
        .forEach(
            on -> on.pod().requests().amounts().forEach((r, n) -> used.merge(r, n, Long::sum)));
    return pod.requests().amounts().entrySet().stream()
        .allMatch(need ->
            need.getValue() + used.getOrDefault(need.getKey(), 0L)
                <= node.allocatable().amount(need.getKey()));
  }

  private boolean volumes(PodShape pod, Node node) {
    return pod.local().volumes().stream()
        .allMatch(volume ->
            switch (volume) {
              case Volume.Bound(_, var terms) ->
                  terms.isEmpty() || terms.stream().anyMatch(t -> t.selects(node));
              case Volume.Unbound(_, var terms) ->
                  terms.isEmpty() || terms.stream().anyMatch(t -> t.selects(node));
              case Volume.Exclusive(var claim) ->
                  seated.stream()
                      .noneMatch(on ->
                          on.pod().namespace().equals(pod.namespace())
                              && on.pod().local().volumes().contains(new Volume.Exclusive(claim)));
              case Volume.OneOf _, Volume.Attached _ -> true;
              case Volume.Blocked _ -> false;
            });
  }

  /** Claims of pods, by who else has them, and the names of the volumes that each could have. */
  private boolean stock(PodShape pod, Node node) {
    if (pod.local().volumes().stream().noneMatch(Volume.OneOf.class::isInstance)) {
      return true;
    }
    var all = new ArrayList<>(seated);
    all.add(new On(pod, node));
    var claims = new HashMap<String, Set<String>>();
    for (var i = 0; i < all.size(); i++) {
      for (var volume : all.get(i).pod().local().volumes()) {
        if (volume instanceof Volume.OneOf(var claim, _, var offers, var shared)) {
          var there = all.get(i).node();
          var could =
              offers.all().stream()
                  .filter(offer -> NodeTerm.any(offer.anyOf(), there))
                  .map(Offers.Offer::volume)
                  .collect(Collectors.toSet());
          claims.merge(
              shared ? claim : claim + " of " + i,
              could,
              (one, other) -> one.stream().filter(other::contains).collect(Collectors.toSet()));
        }
      }
    }
    return served(new ArrayDeque<>(claims.values()), Set.of());
  }

  private static boolean served(ArrayDeque<Set<String>> claims, Set<String> taken) {
    var next = claims.poll();
    return next == null
        || next.stream()
            .filter(volume -> !taken.contains(volume))
            .anyMatch(volume -> {
              var more = new HashSet<>(taken);
              more.add(volume);
              return served(claims.clone(), more);
            });
  }

  private boolean attachments(PodShape pod, Node node) {
    return node.attachLimits().entrySet().stream()
        .allMatch(limit -> {
          var there = new HashSet<String>();
          seated.stream()
              .filter(on -> on.node().equals(node))
              .forEach(on -> there.addAll(handles(on.pod(), limit.getKey())));
          var then = new HashSet<>(there);
          then.addAll(handles(pod, limit.getKey()));
          return then.size() == there.size() || then.size() <= limit.getValue();
        });
  }

  private static List<String> handles(PodShape pod, String driver) {
    return pod.local().volumes().stream()
        .filter(Volume.Attached.class::isInstance)
        .map(Volume.Attached.class::cast)
        .filter(volume -> volume.driver().equals(driver))
        .map(Volume.Attached::handle)
        .toList();
  }

  private static boolean samePlace(Node one, Node other, String key) {
    var value = one.labels().get(key);
    return value != null && value.equals(other.labels().get(key));
  }

  private boolean apart(PodShape pod, Node node) {
    for (var on : seated) {
      for (var term : pod.company().apart()) {
        if (term.selects(on.pod()) && samePlace(on.node(), node, term.topologyKey())) {
          return false;
        }
      }
      for (var term : on.pod().company().apart()) {
        if (term.selects(pod) && samePlace(on.node(), node, term.topologyKey())) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean near(PodShape pod, Node node) {
    var terms = pod.company().near();
    if (terms.stream().anyMatch(term -> !node.labels().containsKey(term.topologyKey()))) {
      return false;
    }
    var matching =
        seated.stream().filter(on -> terms.stream().allMatch(t -> t.selects(on.pod()))).toList();
    var here =
        terms.stream()
            .map(PodTerm::topologyKey)
            .allMatch(key -> matching.stream().anyMatch(on -> samePlace(on.node(), node, key)));
    var nowhere =
        terms.stream()
            .map(PodTerm::topologyKey)
            .allMatch(
                key -> matching.stream().noneMatch(on -> on.node().labels().containsKey(key)));
    return here || (nowhere && terms.stream().allMatch(term -> term.selects(pod)));
  }

  private boolean even(PodShape pod, Node node, Spread spread) {
    if (!spread.required()) {
      return true;
    }
    Map<String, Integer> counts = new HashMap<>();
    for (var each : nodes) {
      if (counts(pod, each, spread)) {
        place(each, spread).ifPresent(value -> counts.putIfAbsent(value, 0));
      }
    }
    for (var on : seated) {
      if (counts(pod, on.node(), spread)
          && on.pod().namespace().equals(pod.namespace())
          && spread.selector().selects(on.pod().labels())) {
        place(on.node(), spread).ifPresent(value -> counts.merge(value, 1, Integer::sum));
      }
    }
    var here = place(node, spread);
    if (here.isEmpty()) {
      return false;
    }
    var fewest =
        counts.size() < spread.minDomains()
            ? 0
            : counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    var itself = spread.selector().selects(pod.labels()) ? 1 : 0;
    return counts.getOrDefault(here.get(), 0) + itself - fewest <= spread.maxSkew();
  }

  private static Optional<String> place(Node node, Spread spread) {
    return Optional.ofNullable(node.labels().get(spread.topologyKey()));
  }

  private static boolean counts(PodShape pod, Node node, Spread spread) {
    return (!spread.honorsAffinity() || pod.nodes().matches(node))
        && (!spread.honorsTaints() || pod.nodes().bears(node))
        && pod.spreads().stream()
            .filter(Spread::required)
            .allMatch(other -> node.labels().containsKey(other.topologyKey()));
  }
}
