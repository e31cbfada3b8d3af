package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.HostPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ports, claims and volumes that pods have, and their tallies; for the planning thread alone. */
final class Usage {
  private final Map<Integer, List<HostPort>> ports = new HashMap<>();
  private final Map<String, Integer> exclusive = new HashMap<>();
  private final Attachments attachments;
  private final Stock stock;

  Usage(Attachments attachments, Stock stock) {
    this.attachments = attachments;
    this.stock = stock;
  }

  void add(Kind kind, int node, int change) {
    var ties = kind.ties();
    for (var tally : ties.counted()) {
      tally.add(node, change);
    }
    if (!ties.things().none()) {
      add(ties.things(), node, change);
    }
  }

  private void add(Kind.Things things, int node, int change) {
    for (var port : things.ports()) {
      var used = ports.computeIfAbsent(node, _ -> new ArrayList<>());
      if (change > 0) {
        used.add(port);
      } else {
        used.remove(port);
      }
    }
    for (var claim : things.exclusive()) {
      exclusive.merge(claim, change, Integer::sum);
    }
    attachments.add(things.attached(), node, change);
    stock.add(things.wants(), node, change);
  }

  boolean allows(Kind kind, int node) {
    var ties = kind.ties();
    return apart(ties, node)
        && near(ties, node)
        && spread(ties, node)
        && portsAreFree(ties.things(), node)
        && ties.things().exclusive().stream()
            .allMatch(claim -> exclusive.getOrDefault(claim, 0) == 0)
        && attachments.allow(ties.things().attached(), node)
        && stock.allow(ties.things().wants(), node);
  }

  private static boolean apart(Kind.Ties ties, int node) {
    for (var tally : ties.apart()) {
      if (tally.at(node) > 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean near(Kind.Ties ties, int node) {
    var nowhere = true;
    var here = true;
    for (var tally : ties.near()) {
      var count = tally.at(node);
      if (count < 0) {
        return false;
      }
      here &= count > 0;
      nowhere &= tally.total() == 0;
    }
    return here || (nowhere && ties.first());
  }

  private static boolean spread(Kind.Ties ties, int node) {
    for (var spread : ties.spreads()) {
      if (!spread.rule().required()) {
        continue;
      }
      var count = spread.tally().at(node);
      var fewest =
          spread.tally().places() < spread.rule().minDomains() ? 0 : spread.tally().fewest();
      if (count < 0 || count + spread.itself() - fewest > spread.rule().maxSkew()) {
        return false;
      }
    }
    return true;
  }

  private boolean portsAreFree(Kind.Things things, int node) {
    if (things.ports().isEmpty()) {
      return true;
    }
    var used = ports.getOrDefault(node, List.of());
    return things.ports().stream().noneMatch(port -> used.stream().anyMatch(port::collides));
  }
}
