package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.Placing;
import dev.mooring.scheduling.model.Settings;

/** The score that the settings describe: a weighted sum of parts from 0 to 100. */
public final class WeightedScorer implements Scorer {
  /** More than all parts together: taken only where nothing else is left. */
  private static final int LAST = 100_000_000;

  private final Board board;
  private final Settings.Scores weights;
  private final boolean packs;
  private final boolean[] device;
  private final boolean[] counts;

  public WeightedScorer(Board board, Settings.Scores weights, Placing placing) {
    this.board = board;
    this.weights = weights;
    packs = placing == Placing.BINPACK;
    var size = board.dimensions().size();
    device = new boolean[size];
    counts = new boolean[size];
    for (var d = 0; d < size; d++) {
      device[d] = board.dimensions().device(d);
      counts[d] = !board.dimensions().name(d).equals("pods");
    }
  }

  @Override
  public int score(Kind kind, int node) {
    var fit = kind.fit();
    var score = weights.nodeAffinity() * fit.affinity(node) + weights.taints() * fit.taints(node);
    score += room(kind, node) - (fit.spares(node) ? 0 : LAST) - (fit.ready(node) ? 0 : 2 * LAST);
    var ties = kind.ties();
    return ties.spreads().isEmpty() && ties.likings().isEmpty()
        ? score
        : score + weights.podAffinity() * liking(ties, node) + weights.spread() * even(ties, node);
  }

  private int room(Kind kind, int node) {
    var room = 0;
    var rooms = 0;
    var devices = kind.devices() ? 0 : devicesLeftAlone(node);
    for (var d : kind.dimensions()) {
      if (!counts[d]) {
        continue;
      }
      var all = Math.max(1, board.capacity(node, d));
      var left = board.free(node, d) - kind.need()[d];
      var part = (int) (100 * (packs ? all - left : left) / all);
      if (device[d]) {
        devices = Math.max(devices, part);
      } else {
        room += part;
        rooms++;
      }
    }
    return weights.devices() * devices + (rooms == 0 ? 0 : weights.room() * room / rooms);
  }

  /** Pods without devices stay off the nodes that have them, however these are placed. */
  private int devicesLeftAlone(int node) {
    for (var d = 0; d < device.length; d++) {
      if (device[d] && board.capacity(node, d) > 0) {
        return 0;
      }
    }
    return 100;
  }

  private static int liking(Kind.Ties ties, int node) {
    var sum = 0;
    var met = 0;
    for (var liking : ties.likings()) {
      sum += Math.abs(liking.weight());
      met += liking.tally().at(node) > 0 ? liking.weight() : 0;
    }
    return sum == 0 ? 0 : 100 * met / sum;
  }

  private static int even(Kind.Ties ties, int node) {
    var sum = 0;
    var parts = 0;
    for (var spread : ties.spreads()) {
      if (!spread.rule().required()) {
        var count = spread.tally().at(node);
        sum += count < 0 ? 0 : 100 / Math.max(1, 1 + count - spread.tally().fewest());
        parts++;
      }
    }
    return parts == 0 ? 0 : sum / parts;
  }
}
