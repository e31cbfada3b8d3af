package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Seated;
import dev.mooring.scheduling.model.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nodes while a plan is made: what is free, and what the rules of pods need to know. Seats are
 * taken and given back on it. For the planning thread alone.
 */
public final class Board {
  private final Node[] nodes;
  private final Dimensions dimensions;
  private final Kinds kinds;
  private final Sizes sizes;
  private final Attachments attachments;
  private final Stock stock;
  private final Usage usage;
  private final long[] capacity;
  private final long[] free;
  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<Integer, Long> ever = new HashMap<>();
  private Bounds bounds = new Bounds();

  /**
   * Upper bounds of how many of a kind have room, by its number, and what was found not to fit.
   * Right for a board on which seats are only taken; who gives some back uses others meanwhile.
   */
  public static final class Bounds {
    private final Map<Integer, Long> most = new HashMap<>();
    private final Set<Ask.Sort> failed = new HashSet<>();
  }

  /**
   * The board of a snapshot on which seats are only taken.
   *
   * @param toPlace shapes that may be given seats on it
   */
  public Board(Snapshot seen, Collection<PodShape> toPlace) {
    this(seen, toPlace, List.of(), false);
  }

  /**
   * The board of a snapshot; seats that pods have may be given back on it, too.
   *
   * @param toPlace shapes that may be given seats on it
   * @param named amounts whose resources are to have dimensions besides those of nodes and shapes
   */
  public Board(Snapshot seen, Collection<PodShape> toPlace, Collection<Resources> named) {
    this(seen, toPlace, named, true);
  }

  private Board(
      Snapshot seen, Collection<PodShape> toPlace, Collection<Resources> named, boolean givesBack) {
    nodes = seen.nodes().toArray(Node[]::new);
    var amounts = new ArrayList<>(named);
    for (var node : nodes) {
      amounts.add(node.allocatable());
    }
    toPlace.forEach(shape -> amounts.add(shape.requests()));
    dimensions = new Dimensions(amounts);
    sizes = new Sizes(this);
    capacity = new long[nodes.length * dimensions.size()];
    free = new long[capacity.length];
    for (var i = 0; i < nodes.length; i++) {
      positions.put(nodes[i].name(), i);
      write(nodes[i], i * dimensions.size());
    }
    var tallies = new Tallies(nodes);
    attachments = new Attachments(nodes);
    stock = new Stock(nodes);
    usage = new Usage(attachments, stock);
    kinds = new Kinds(nodes, dimensions, tallies, attachments, stock);
    prepare(tallies, toPlace, givesBack);
  }

  private void write(Node node, int at) {
    var all = dimensions.vector(node.allocatable());
    var used = dimensions.vector(node.used());
    for (var d = 0; d < all.length; d++) {
      capacity[at + d] = all[d];
      free[at + d] = all[d] - used[d];
    }
  }

  private void prepare(Tallies tallies, Collection<PodShape> toPlace, boolean givesBack) {
    toPlace.forEach(tallies::make);
    for (var node : nodes) {
      for (var pod : node.pods()) {
        if (!pod.shape().company().apart().isEmpty()) {
          tallies.makeHeld(pod.shape());
        }
      }
    }
    toPlace.forEach(kinds::of);
    kinds.onlySeatedFromNow();
    if (tallies.isEmpty()
        && toPlace.stream().noneMatch(Board::isLocal)
        && !(givesBack && anySeatedIsLocal())) {
      return;
    }
    for (var i = 0; i < nodes.length; i++) {
      for (var pod : nodes[i].pods()) {
        usage.add(kinds.of(pod.shape()), i, 1);
      }
    }
  }

  private static boolean isLocal(PodShape shape) {
    return !shape.local().ports().isEmpty() || !shape.local().volumes().isEmpty();
  }

  /** Seats of theirs may be given back, of which an account must have been kept. */
  private boolean anySeatedIsLocal() {
    return Arrays.stream(nodes)
        .anyMatch(node -> node.pods().stream().anyMatch(pod -> isLocal(pod.shape())));
  }

  public int size() {
    return nodes.length;
  }

  public Node node(int node) {
    return nodes[node];
  }

  /** The node's position; -1 when there is none of the name. */
  public int position(String name) {
    return positions.getOrDefault(name, -1);
  }

  public Dimensions dimensions() {
    return dimensions;
  }

  public Sizes sizes() {
    return sizes;
  }

  public Kind kind(PodShape shape) {
    return kinds.of(shape);
  }

  public Kind kind(Seated pod) {
    return kinds.of(pod.shape());
  }

  /** Below 0 when more is kept there than is left. */
  public long free(int node, int dimension) {
    return free[node * dimensions.size() + dimension];
  }

  public long capacity(int node, int dimension) {
    return capacity[node * dimensions.size() + dimension];
  }

  /** Takes a seat, whether or not there is room. */
  public void seat(Kind kind, int node) {
    change(kind, node, 1);
  }

  /** Gives back a seat. Bounds that were in use when it was taken stay right, others do not. */
  public void give(Kind kind, int node) {
    change(kind, node, -1);
  }

  /** Has other bounds used from now on; returns those that were in use. */
  public Bounds use(Bounds others) {
    var before = bounds;
    bounds = others;
    return before;
  }

  private void change(Kind kind, int node, int sign) {
    var at = node * dimensions.size();
    var need = kind.need();
    for (var d : kind.dimensions()) {
      free[at + d] -= sign * need[d];
    }
    usage.add(kind, node, sign);
  }

  /** Whether such a pod may sit there now. */
  public boolean allows(Kind kind, int node) {
    return kind.fit().nodes().has(node) && hasRoom(kind, node) && obeys(kind, node);
  }

  boolean hasRoom(Kind kind, int node) {
    var at = node * dimensions.size();
    var need = kind.need();
    for (var d : kind.dimensions()) {
      if (free[at + d] < need[d]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the rules about other pods allow it. */
  boolean obeys(Kind kind, int node) {
    return !kind.tied() || usage.allows(kind, node);
  }

  /**
   * How many attachments the node lacks for the volumes of such a pod, by driver; none of those
   * that do not lack.
   */
  public Map<String, Integer> lackingAttachments(Kind kind, int node) {
    var wanted = kind.ties().things().attached();
    return wanted.isEmpty() ? Map.of() : attachments.lacking(wanted, node);
  }

  /**
   * Whether volumes that somebody made are left there for the claims of such a pod, each for one.
   *
   * @param storageClass of the claims that are looked at
   */
  public boolean hasVolumes(Kind kind, String storageClass, int node) {
    return stock.allow(
        kind.ties().things().wants().stream()
            .filter(want -> want.storageClass().equals(storageClass))
            .toList(),
        node);
  }

  /** Whether such a pod may be on the node, whatever else is there. */
  public boolean canHold(Kind kind, int node) {
    return kind.fit().nodes().has(node);
  }

  /** How many such pods the room of the node is enough for. */
  public long room(Kind kind, int node) {
    return room(kind, node, free);
  }

  /** How many it would be enough for if nothing was on the node. */
  public long roomWhenEmpty(Kind kind, int node) {
    return room(kind, node, capacity);
  }

  private long room(Kind kind, int node, long[] amounts) {
    var at = node * dimensions.size();
    var need = kind.need();
    var most = (long) Integer.MAX_VALUE;
    for (var d : kind.dimensions()) {
      most = Math.min(most, Math.max(0, amounts[at + d]) / need[d]);
    }
    return most;
  }

  /** At least as many as the nodes have room for together; costs nothing the second time. */
  public long mostRoom(Kind kind) {
    return bounds.most.computeIfAbsent(kind.room(), _ -> roomNow(kind));
  }

  /** Makes {@link #mostRoom} exact again, after seats were taken. */
  void remember(Kind kind, long room) {
    bounds.most.put(kind.room(), room);
  }

  /** Whether there is room for the needed ones, if rules about other pods had no say. */
  public boolean mayHaveRoom(Ask ask) {
    return ask.enough(
        ask.groups().stream()
            .mapToInt(group -> (int) Math.min(mostRoom(group.kind()), group.size()))
            .toArray());
  }

  /** Whether one like this was found not to fit. */
  boolean failed(Ask ask) {
    return !bounds.failed.isEmpty() && !ask.tied() && bounds.failed.contains(ask.sort());
  }

  /** Keeps in mind that none like this fits, unless rules about other pods could change that. */
  void rememberFailed(Ask ask) {
    if (!ask.tied()) {
      bounds.failed.add(ask.sort());
    }
    ask.groups().forEach(group -> remember(group.kind(), roomNow(group.kind())));
  }

  private long roomNow(Kind kind) {
    var sum = 0L;
    for (var node = kind.fit().nodes().next(0);
        node >= 0;
        node = kind.fit().nodes().next(node + 1)) {
      sum += room(kind, node);
    }
    return sum;
  }

  /** At least as many as the nodes would have room for together if nothing were on them. */
  public long mostRoomEver(Kind kind) {
    return ever.computeIfAbsent(
        kind.room(),
        _ -> {
          var sum = 0L;
          var all = kind.fit().nodes();
          for (var node = all.next(0); node >= 0; node = all.next(node + 1)) {
            var most = (long) Integer.MAX_VALUE;
            for (var d : kind.dimensions()) {
              most = Math.min(most, capacity(node, d) / kind.need(d));
            }
            sum += most;
          }
          return sum;
        });
  }

  /** What is free on all nodes, node by node; stays as it is now. */
  public long[] freeNow() {
    return free.clone();
  }
}
