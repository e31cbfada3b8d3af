package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Volumes that pods have attached to nodes, of drivers that some node has a limit for: no others
 * are looked at. A volume counts once on a node, whoever mounts it there. For the planning thread
 * alone.
 */
final class Attachments {
  /** A volume, by the board's numbers for it and its driver. */
  record Attachment(int driver, int volume) {}

  private record Handle(int driver, String handle) {}

  private final List<String> drivers;
  private final int[] limits;
  private final int[] attached;
  private final Map<Handle, Integer> volumes = new HashMap<>();

  /** How many pods have a volume on a node, by both numbers. */
  private final Map<Long, Integer> users = new HashMap<>();

  Attachments(Node[] nodes) {
    var limited = new TreeSet<String>();
    for (var node : nodes) {
      limited.addAll(node.attachLimits().keySet());
    }
    drivers = List.copyOf(limited);
    attached = new int[nodes.length * drivers.size()];
    limits = new int[attached.length];
    Arrays.fill(limits, Integer.MAX_VALUE);
    for (var i = 0; i < nodes.length; i++) {
      for (var limit : nodes[i].attachLimits().entrySet()) {
        limits[at(i, drivers.indexOf(limit.getKey()))] = limit.getValue();
      }
    }
  }

  private int at(int node, int driver) {
    return node * drivers.size() + driver;
  }

  /** What such a pod has attached, each volume once, driver by driver. */
  List<Attachment> of(PodShape shape) {
    var all = shape.local().volumes();
    if (drivers.isEmpty() || all.isEmpty()) {
      return List.of();
    }
    var wanted = new ArrayList<Attachment>();
    for (var volume : all) {
      if (volume instanceof Volume.Attached(_, var name, var handle)) {
        var driver = drivers.indexOf(name);
        if (driver >= 0) {
          var number = volumes.computeIfAbsent(new Handle(driver, handle), _ -> volumes.size());
          wanted.add(new Attachment(driver, number));
        }
      }
    }
    return wanted.stream()
        .distinct()
        .sorted(Comparator.comparingInt(Attachment::driver).thenComparingInt(Attachment::volume))
        .toList();
  }

  void add(List<Attachment> all, int node, int change) {
    for (var one : all) {
      var key = (long) node << 32 | one.volume();
      var before = users.getOrDefault(key, 0);
      var after = before + change;
      if (after == 0) {
        users.remove(key);
      } else {
        users.put(key, after);
      }
      attached[at(node, one.driver())] += (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
    }
  }

  /** Whether the node can attach those that are not there yet; if all are, it need not. */
  boolean allow(List<Attachment> wanted, int node) {
    var driver = -1;
    var more = 0;
    for (var one : wanted) {
      more = one.driver() == driver ? more : 0;
      driver = one.driver();
      if (!users.containsKey((long) node << 32 | one.volume())) {
        more++;
        if (attached[at(node, driver)] + more > limits[at(node, driver)]) {
          return false;
        }
      }
    }
    return true;
  }

  /** How many attachments lack on the node, by driver; none of those that do not lack. */
  Map<String, Integer> lacking(List<Attachment> wanted, int node) {
    var more = new TreeMap<Integer, Integer>();
    for (var one : wanted) {
      if (!users.containsKey((long) node << 32 | one.volume())) {
        more.merge(one.driver(), 1, Integer::sum);
      }
    }
    var lacking = new TreeMap<String, Integer>();
    more.forEach((driver, count) -> {
      var over = (long) attached[at(node, driver)] + count - limits[at(node, driver)];
      if (over > 0) {
        lacking.put(drivers.get(driver), (int) over);
      }
    });
    return lacking;
  }
}
