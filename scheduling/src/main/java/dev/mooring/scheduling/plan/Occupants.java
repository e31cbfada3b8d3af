package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Kind;
import dev.mooring.scheduling.place.Seating;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Who sits where, by gang; for the planning thread alone. */
final class Occupants {
  /** A seat that is taken. */
  record Place(Kind kind, int node) {}

  /**
   * Who stays on its places.
   *
   * @param since when it got the last of those that it had before this plan; {@link Instant#MAX} if
   *     it had none
   */
  record Holder(GangId gang, Instant since, List<Place> places) {}

  private final Board board;
  private final Map<GangId, Instant> since = new HashMap<>();
  private final Map<GangId, List<Place>> staying = new HashMap<>();
  private final Map<GangId, List<Place>> leaving = new HashMap<>();
  private final List<Place> going = new ArrayList<>();
  private final long[] total;

  /**
   * Reads the nodes of the board.
   *
   * @param known gangs; pods of others are strangers, which nobody plans for
   */
  Occupants(Board board, Set<GangId> known) {
    this.board = board;
    total = new long[board.dimensions().size()];
    for (var node = 0; node < board.size(); node++) {
      var open = board.node(node).open();
      for (var d = 0; d < total.length && open; d++) {
        total[d] += board.capacity(node, d);
      }
      for (var pod : board.node(node).pods()) {
        var place = new Place(board.kind(pod), node);
        var ours = known.contains(pod.owner());
        if (pod.leaving()) {
          leaving.computeIfAbsent(pod.owner(), _ -> new ArrayList<>()).add(place);
        } else if (ours) {
          staying.computeIfAbsent(pod.owner(), _ -> new ArrayList<>()).add(place);
          since.merge(pod.owner(), pod.since(), (one, other) -> one.isAfter(other) ? one : other);
        }
        if (ours != open) {
          add(place.kind(), total, ours ? 1 : -1);
        }
      }
    }
  }

  /**
   * What the gangs have among them, by dimension: the open nodes without what strangers have there,
   * and what gangs still have on closed ones.
   */
  long[] total() {
    return total.clone();
  }

  /** Seats of a gang that it keeps, planned ones too. */
  List<Place> staying(GangId gang) {
    return staying.getOrDefault(gang, List.of());
  }

  long[] held(GangId gang) {
    return sum(staying(gang));
  }

  long[] leaving(GangId gang) {
    return sum(leaving.getOrDefault(gang, List.of()));
  }

  boolean anyLeaving() {
    return !leaving.isEmpty();
  }

  void sit(GangId gang, Seating seating) {
    var places = staying.computeIfAbsent(gang, _ -> new ArrayList<>());
    seating.each((kind, node) -> places.add(new Place(kind, node)));
  }

  /** The gang will be evicted; its room is not free yet. */
  void go(GangId gang) {
    var places = staying.remove(gang);
    if (places != null) {
      going.addAll(places);
    }
  }

  /** Tries something, which leaves the board as it finds it, as if some had left their places. */
  <T> T without(Collection<Place> places, Board.Bounds bounds, Supplier<T> attempt) {
    places.forEach(place -> board.give(place.kind(), place.node()));
    var before = board.use(bounds);
    var result = attempt.get();
    board.use(before);
    places.forEach(place -> board.seat(place.kind(), place.node()));
    return result;
  }

  /** All but this gang. */
  List<Holder> holders(GangId but) {
    return staying.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(but))
        .map(entry ->
            new Holder(
                entry.getKey(), since.getOrDefault(entry.getKey(), Instant.MAX), entry.getValue()))
        .toList();
  }

  List<Place> leavingPlaces() {
    return leaving.values().stream().flatMap(List::stream).toList();
  }

  /** Seats of those that go or are going already. */
  List<Place> goingPlaces() {
    var all = new ArrayList<Place>(going);
    leaving.values().forEach(all::addAll);
    return all;
  }

  /** All seats but those of strangers that stay, and of this gang. */
  List<Place> others(GangId but) {
    var all = goingPlaces();
    staying.forEach((gang, places) -> {
      if (!gang.equals(but)) {
        all.addAll(places);
      }
    });
    return all;
  }

  /** How many more of the kind have room on the places' nodes once the places are given back. */
  long gain(Kind kind, List<Place> places) {
    var nodes = new HashSet<Integer>();
    places.forEach(place -> nodes.add(place.node()));
    var before = room(kind, nodes);
    return without(places, new Board.Bounds(), () -> room(kind, nodes)) - before;
  }

  /** How many of the kind have room on these nodes together, by their resources. */
  long room(Kind kind, Collection<Integer> nodes) {
    var sum = 0L;
    for (var node : nodes) {
      sum += board.canHold(kind, node) ? board.room(kind, node) : 0;
    }
    return sum;
  }

  private long[] sum(List<Place> places) {
    var sum = new long[total.length];
    places.forEach(place -> add(place.kind(), sum, 1));
    return sum;
  }

  private static void add(Kind kind, long[] into, int sign) {
    for (var d = 0; d < into.length; d++) {
      into[d] += sign * kind.need(d);
    }
  }
}
