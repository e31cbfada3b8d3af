package dev.mooring.scheduling.place;

/** How good a node is for a pod that may sit there; the higher, the better. */
@FunctionalInterface
public interface Scorer {
  /** From -1,000,000 to 1,000,000; changes with the board. */
  int score(Kind kind, int node);
}
