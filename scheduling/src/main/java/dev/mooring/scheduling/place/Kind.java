package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.HostPort;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Spread;
import java.util.List;

/** Pods that are alike for placing, made ready for it. Each is there once on a board. */
public final class Kind {
  private final int number;
  private final int room;
  private final PodShape shape;
  private final long[] need;
  private final int[] dimensions;
  private final boolean devices;
  private final Fit fit;
  private final Ties ties;

  /** Asked for each node that is looked at. */
  private final boolean tied;

  /**
   * Keeps what was reckoned.
   *
   * @param number from 0 on
   * @param room the same for kinds that differ in nothing but their rules about other pods
   * @param shape of one of them
   * @param need by dimension; {@code dimensions} are those where it is more than 0
   */
  Kind(
      int number,
      int room,
      PodShape shape,
      long[] need,
      int[] dimensions,
      boolean devices,
      Fit fit,
      Ties ties) {
    this.number = number;
    this.room = room;
    this.shape = shape;
    this.need = need;
    this.dimensions = dimensions;
    this.devices = devices;
    this.fit = fit;
    this.ties = ties;
    tied = ties.bind();
  }

  /**
   * Rules about other pods.
   *
   * @param counted tallies that count such a pod once it is seated
   * @param near each must have a pod in the node's place, or none anywhere when {@code first}
   * @param apart none may have one there
   */
  record Ties(
      List<Tally> counted,
      List<Tally> near,
      boolean first,
      List<Tally> apart,
      List<Evenly> spreads,
      List<Liking> likings,
      Things things) {
    /** What matters of a pod that has its seat. */
    static Ties ofSeated(List<Tally> counted, Things things) {
      return new Ties(counted, List.of(), false, List.of(), List.of(), List.of(), things);
    }

    /** Whether where it may be depends on the pods that are there. */
    boolean bind() {
      return !(near.isEmpty()
          && apart.isEmpty()
          && spreads.isEmpty()
          && likings.isEmpty()
          && things.none());
    }
  }

  /**
   * Things of a node, or of the cluster, that few pods can have.
   *
   * @param exclusive claims that one pod has at a time
   * @param attached volumes that take one of the node's attachments
   * @param wants claims that take a volume that somebody made
   */
  record Things(
      List<HostPort> ports,
      List<String> exclusive,
      List<Attachments.Attachment> attached,
      List<Stock.Want> wants) {
    boolean none() {
      return ports.isEmpty() && exclusive.isEmpty() && attached.isEmpty() && wants.isEmpty();
    }
  }

  /** A topology spread constraint; {@code itself} is 1 when it counts the pod itself. */
  record Evenly(Spread rule, Tally tally, int itself) {}

  /** A preference for places with, or for a negative weight without, the pods of a tally. */
  record Liking(int weight, Tally tally) {}

  int number() {
    return number;
  }

  /** The same for kinds that differ in nothing but their rules about other pods. */
  int room() {
    return room;
  }

  /** The shape of one of them. */
  public PodShape shape() {
    return shape;
  }

  /** How much of a dimension it asks for. */
  public long need(int dimension) {
    return need[dimension];
  }

  long[] need() {
    return need;
  }

  int[] dimensions() {
    return dimensions;
  }

  boolean devices() {
    return devices;
  }

  Fit fit() {
    return fit;
  }

  Ties ties() {
    return ties;
  }

  /** Whether where it may be depends on the pods that are there. */
  public boolean tied() {
    return tied;
  }

  /**
   * Whether no search finds seats for more such pods than giving each the next best one. So it is
   * also where each has one claim of its own and nothing else ties it: sets of such claims that can
   * be served are the independent sets of a matroid.
   */
  boolean greedy() {
    var things = ties.things();
    return !tied
        || (!attracting()
            && ties.apart().isEmpty()
            && things.ports().isEmpty()
            && things.exclusive().isEmpty()
            && things.attached().isEmpty()
            && things.wants().size() == 1
            && !things.wants().getFirst().shared());
  }

  /** Whether what is allowed depends on the order in which such pods and others are seated. */
  boolean ordered() {
    return !ties.near.isEmpty()
        || ties.spreads.stream().anyMatch(spread -> spread.rule().required());
  }

  /** Whether seating one can make other nodes better, or allowed, for the next. */
  boolean attracting() {
    return !(ties.near.isEmpty() && ties.spreads.isEmpty() && ties.likings.isEmpty());
  }
}
