package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.Offers;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Volume;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Volumes that somebody made, each for one claim, and the claims of the pods that have seats: a
 * maximum matching, kept as seats are taken and given back. A seat is allowed if its claims and all
 * others can have volumes that reach their nodes, no volume twice, on whatever nodes it could be
 * used. For the planning thread alone.
 */
final class Stock {
  /**
   * A claim of such a pod.
   *
   * @param claim empty if one pod alone mounts it: it is like all others of its sort then
   * @param sort the board's number for the volumes that it may have
   */
  record Want(String claim, String storageClass, int sort) {
    boolean shared() {
      return !claim.isEmpty();
    }
  }

  /** A claim of pods that have seats. */
  private static final class Held {
    private final int sort;
    private final Map<Integer, Integer> podsByNode = new HashMap<>();
    private int volume = NONE;

    private Held(int sort) {
      this.sort = sort;
    }
  }

  private record At(Want want, int node) {}

  private record Reach(int sort, int node) {}

  /** Volumes, by their numbers; there once for whoever may have the same. */
  private static final class Choice {
    private final int[] volumes;

    /** The last search that went through it. */
    private int searched;

    /** When it was found that none of them could be had; see {@link Stock#version}. */
    private int nothingAt = NONE;

    private Choice(int[] volumes) {
      this.volumes = volumes;
    }
  }

  private static final int NONE = -1;

  private final Node[] nodes;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<Bits> reaches = new ArrayList<>();
  private final List<@Nullable Held> owners = new ArrayList<>();
  private final Map<Offers, Integer> sorts = new HashMap<>();
  private final List<int[]> volumesOfSort = new ArrayList<>();
  private final Map<Reach, Choice> choices = new HashMap<>();
  private final Map<List<Integer>, Choice> alike = new HashMap<>();
  private final Map<At, Deque<Held>> own = new HashMap<>();
  private final Map<Want, Held> shared = new HashMap<>();
  private final Set<Held> unserved = new LinkedHashSet<>();
  private int search;
  private int version;

  Stock(Node[] nodes) {
    this.nodes = nodes;
  }

  /** The same for claims that no other pod mounts and that may have the same volumes. */
  static List<Volume> alike(List<Volume> volumes) {
    for (var volume : volumes) {
      if (volume instanceof Volume.OneOf(_, _, _, var shared) && !shared) {
        return volumes.stream().map(Stock::nameless).toList();
      }
    }
    return volumes;
  }

  private static Volume nameless(Volume volume) {
    return volume instanceof Volume.OneOf(_, var storageClass, var offers, var shared) && !shared
        ? new Volume.OneOf("", storageClass, offers, false)
        : volume;
  }

  /** What such a pod wants. */
  List<Want> of(PodShape shape) {
    var wants = List.<Want>of();
    for (var volume : shape.local().volumes()) {
      if (volume instanceof Volume.OneOf(var claim, var storageClass, var offers, var shared)) {
        wants = wants.isEmpty() ? new ArrayList<>() : wants;
        wants.add(
            new Want(shared ? shape.namespace() + "/" + claim : "", storageClass, sort(offers)));
      }
    }
    return wants;
  }

  private int sort(Offers offers) {
    return sorts.computeIfAbsent(
        offers,
        _ -> {
          volumesOfSort.add(offers.all().stream().mapToInt(this::number).toArray());
          return volumesOfSort.size() - 1;
        });
  }

  private int number(Offers.Offer offer) {
    return numbers.computeIfAbsent(
        offer.volume(),
        _ -> {
          reaches.add(Bits.where(nodes.length, i -> NodeTerm.any(offer.anyOf(), nodes[i])));
          owners.add(null);
          return owners.size() - 1;
        });
  }

  /** Whether each claim has a volume that reaches the node, whoever else wants it. */
  boolean reaches(List<Volume> volumes, int node) {
    for (var volume : volumes) {
      if (volume instanceof Volume.OneOf(_, _, var offers, _)
          && choice(sort(offers), node).volumes.length == 0) {
        return false;
      }
    }
    return true;
  }

  /** Nodes where each claim can have a volume that others can do without; null for all. */
  @Nullable Bits sparing(List<Volume> volumes) {
    var needed =
        volumes.stream()
            .filter(Volume.OneOf.class::isInstance)
            .map(volume -> ((Volume.OneOf) volume).offers().all())
            .filter(all -> !all.stream().allMatch(Offers.Offer::spare))
            .toList();
    return needed.isEmpty()
        ? null
        : Bits.where(
            nodes.length,
            i ->
                needed.stream()
                    .allMatch(all ->
                        all.stream()
                            .anyMatch(
                                offer -> offer.spare() && reaches.get(number(offer)).has(i))));
  }

  private Choice choice(int sort, int node) {
    return choices.computeIfAbsent(
        new Reach(sort, node),
        _ ->
            choice(
                Arrays.stream(volumesOfSort.get(sort))
                    .filter(volume -> reaches.get(volume).has(node))
                    .toArray()));
  }

  private Choice choice(Held held) {
    var at = held.podsByNode.keySet();
    if (at.size() == 1) {
      return choice(held.sort, at.iterator().next());
    }
    return choice(
        Arrays.stream(volumesOfSort.get(held.sort))
            .filter(volume -> at.stream().allMatch(reaches.get(volume)::has))
            .toArray());
  }

  private Choice choice(int[] volumes) {
    return alike.computeIfAbsent(Arrays.stream(volumes).boxed().toList(), _ -> new Choice(volumes));
  }

  void add(List<Want> wants, int node, int change) {
    for (var want : wants) {
      if (change > 0) {
        var _ = take(want, node);
      } else {
        giveBack(want, node);
      }
    }
  }

  /** Whether a pod that wants these may sit on the node. */
  boolean allow(List<Want> wants, int node) {
    if (wants.isEmpty()) {
      return true;
    }
    if (wants.size() == 1 && !wants.getFirst().shared()) {
      return canHave(choice(wants.getFirst().sort(), node));
    }
    var taken = 0;
    var all = true;
    while (all && taken < wants.size()) {
      all = take(wants.get(taken++), node);
    }
    while (taken > 0) {
      giveBack(wants.get(--taken), node);
    }
    return all;
  }

  /** Whether one of them is free, or becomes so when others are given others. */
  private boolean canHave(Choice choice) {
    if (choice.nothingAt == version) {
      return false;
    }
    search++;
    choice.searched = search;
    var open = new ArrayDeque<Choice>();
    open.add(choice);
    while (!open.isEmpty()) {
      for (var volume : open.remove().volumes) {
        var owner = owners.get(volume);
        if (owner == null) {
          return true;
        }
        var next = choice(owner);
        if (next.searched != search) {
          next.searched = search;
          open.add(next);
        }
      }
    }
    choice.nothingAt = version;
    return false;
  }

  /** Returns whether the claim has a volume now. */
  private boolean take(Want want, int node) {
    version++;
    var held =
        want.shared()
            ? shared.computeIfAbsent(want, _ -> new Held(want.sort()))
            : new Held(want.sort());
    if (!want.shared()) {
      own.computeIfAbsent(new At(want, node), _ -> new ArrayDeque<>()).push(held);
    }
    held.podsByNode.merge(node, 1, Integer::sum);
    if (held.volume != NONE && !reaches.get(held.volume).has(node)) {
      free(held);
    }
    if (held.volume == NONE) {
      unserved.add(held);
      serveMore();
    }
    return held.volume != NONE;
  }

  private void giveBack(Want want, int node) {
    version++;
    if (want.shared()) {
      var held = shared.get(want);
      if (held == null) {
        throw new IllegalStateException("No pod has claim " + want.claim());
      }
      held.podsByNode.computeIfPresent(
          node, (_, pods) -> pods == 1 ? null : Integer.valueOf(pods - 1));
      if (held.podsByNode.isEmpty()) {
        shared.remove(want);
        drop(held);
      }
    } else {
      var there = own.get(new At(want, node));
      if (there == null) {
        throw new IllegalStateException("No pod on node %d wants this".formatted(node));
      }
      // They are alike, so one goes that has nothing.
      var held =
          there.stream().filter(one -> one.volume == NONE).findFirst().orElseGet(there::getFirst);
      there.remove(held);
      if (there.isEmpty()) {
        own.remove(new At(want, node));
      }
      drop(held);
    }
    serveMore();
  }

  private void drop(Held held) {
    unserved.remove(held);
    free(held);
  }

  private void free(Held held) {
    if (held.volume != NONE) {
      owners.set(held.volume, null);
      held.volume = NONE;
    }
  }

  /** Seats may be taken for which there was no volume. */
  private void serveMore() {
    if (!unserved.isEmpty()) {
      unserved.removeIf(held -> {
        search++;
        return serve(held);
      });
    }
  }

  /** Whoever has it goes on to another, if there is one. */
  private boolean serve(Held held) {
    var choice = choice(held);
    if (choice.searched == search) {
      return false;
    }
    choice.searched = search;
    for (var volume : choice.volumes) {
      if (owners.get(volume) == null) {
        return give(volume, held);
      }
    }
    for (var volume : choice.volumes) {
      var owner = owners.get(volume);
      if (owner != null && serve(owner)) {
        return give(volume, held);
      }
    }
    return false;
  }

  private boolean give(int volume, Held held) {
    owners.set(volume, held);
    held.volume = volume;
    return true;
  }
}
