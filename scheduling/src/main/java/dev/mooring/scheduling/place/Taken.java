package dev.mooring.scheduling.place;

import java.util.Arrays;

/** The seats that an attempt has taken so far; for the planning thread alone. */
final class Taken {
  private final Board board;
  private final Ask ask;
  private final int[][] nodes;
  private final int[] counts;

  Taken(Board board, Ask ask) {
    this.board = board;
    this.ask = ask;
    nodes = new int[ask.groups().size()][];
    for (var g = 0; g < nodes.length; g++) {
      nodes[g] = new int[ask.groups().get(g).size()];
    }
    counts = new int[nodes.length];
  }

  void take(int group, int node) {
    board.seat(ask.groups().get(group).kind(), node);
    nodes[group][counts[group]++] = node;
  }

  void back(int group) {
    board.give(ask.groups().get(group).kind(), nodes[group][--counts[group]]);
  }

  void backAll() {
    for (var g = 0; g < nodes.length; g++) {
      while (counts[g] > 0) {
        back(g);
      }
    }
  }

  /** How many of a group have a seat. */
  int count(int group) {
    return counts[group];
  }

  int size() {
    return Arrays.stream(counts).sum();
  }

  int left(int group) {
    return nodes[group].length - counts[group];
  }

  boolean all() {
    for (var g = 0; g < nodes.length; g++) {
      if (left(g) > 0) {
        return false;
      }
    }
    return true;
  }

  boolean enough() {
    return ask.enough(counts);
  }

  /** Whether it would be enough if all groups from this one on got all their seats. */
  boolean couldBeEnough(int from) {
    var hoped = counts.clone();
    for (var g = from; g < hoped.length; g++) {
      hoped[g] = nodes[g].length;
    }
    return ask.enough(hoped);
  }

  Seating seating() {
    var seats = new int[nodes.length][];
    for (var g = 0; g < nodes.length; g++) {
      seats[g] = Arrays.copyOf(nodes[g], counts[g]);
    }
    return new Seating(ask, seats);
  }
}
