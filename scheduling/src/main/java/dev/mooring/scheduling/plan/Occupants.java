package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Kind;
import dev.mooring.scheduling.place.Seating;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
   * @param since when it got the last of them; in the future if only this plan gives them to it
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

  List<Holder> holders() {
    return staying.entrySet().stream()
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

  /** All seats but those of strangers that stay. */
  List<Place> places() {
    var all = goingPlaces();
    staying.values().forEach(all::addAll);
    return all;
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
