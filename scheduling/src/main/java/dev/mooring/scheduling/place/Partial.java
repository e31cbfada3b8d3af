package dev.mooring.scheduling.place;

import java.util.function.BiFunction;

/** How much of an ask could be met now, for those who explain why not all of it is. */
public final class Partial {
  private Partial() {}

  /**
   * Gives seats to as many as the greedy way finds some for, and asks while they are taken.
   *
   * @param look is told of a kind of which not all have a seat, and how many members have one
   */
  public static <T> T of(Board board, Ask ask, BiFunction<Kind, Integer, T> look) {
    var taken = new Taken(board, ask);
    new Greedy(board, (_, _) -> 0, true).seat(ask, taken, _ -> true);
    var stuck = ask.groups().getFirst().kind();
    for (var g = ask.groups().size() - 1; g >= 0; g--) {
      if (taken.left(g) > 0) {
        stuck = ask.groups().get(g).kind();
      }
    }
    var said = look.apply(stuck, taken.seating().size());
    taken.backAll();
    return said;
  }
}
