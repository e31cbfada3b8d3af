package dev.mooring.scheduling.model;

/** Which of the nodes with room a pod gets. */
public enum Placing {
  /** The one with the least room left, so that whole nodes stay free. */
  BINPACK,
  /** The one with the most room left, and members of a gang apart. */
  SPREAD
}
