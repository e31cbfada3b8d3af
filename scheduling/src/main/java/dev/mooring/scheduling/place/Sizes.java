package dev.mooring.scheduling.place;

import java.util.Comparator;

/** Which pods are larger, by what is scarcest first: devices, then memory, then cores. */
public final class Sizes {
  private final Board board;
  private final int memory;
  private final int cpu;

  /** For the kinds of a board. */
  public Sizes(Board board) {
    this.board = board;
    memory = dimension("memory");
    cpu = dimension("cpu");
  }

  private int dimension(String name) {
    for (var d = 0; d < board.dimensions().size(); d++) {
      if (board.dimensions().name(d).equals(name)) {
        return d;
      }
    }
    return -1;
  }

  public Comparator<Kind> smallestFirst() {
    return Comparator.comparingLong(this::devices)
        .thenComparingLong(kind -> amount(kind, memory))
        .thenComparingLong(kind -> amount(kind, cpu));
  }

  private long devices(Kind kind) {
    var sum = 0L;
    for (var d : kind.dimensions()) {
      sum += board.dimensions().device(d) ? kind.need(d) : 0;
    }
    return sum;
  }

  private static long amount(Kind kind, int dimension) {
    return dimension < 0 ? 0 : kind.need(dimension);
  }
}
