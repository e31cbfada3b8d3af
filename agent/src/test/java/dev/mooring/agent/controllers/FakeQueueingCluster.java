package dev.mooring.agent.controllers;

import dev.mooring.cluster.controllers.GangMembers;
import dev.mooring.cluster.controllers.GroupState;
import dev.mooring.cluster.controllers.LooseGang;
import dev.mooring.cluster.controllers.QueueFigures;
import dev.mooring.cluster.controllers.QueueingCluster;
import dev.mooring.cluster.controllers.Seen;
import dev.mooring.cluster.controllers.SeenGroup;
import dev.mooring.cluster.controllers.SeenGroup.Origin;
import dev.mooring.cluster.controllers.SeenQueue;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.crd.QueueStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Holds groups and queues as an API server would, with versions; confined to one thread. */
final class FakeQueueingCluster implements QueueingCluster {
  private final Map<String, SeenGroup> groups = new TreeMap<>();
  private final Map<String, SeenQueue> queues = new TreeMap<>();
  private final Map<String, LooseGang> loose = new TreeMap<>();
  private int writes;

  void queue(String name) {
    queueBelow(name, "");
  }

  void queueBelow(String name, String parent) {
    putQueue(name, parent, false);
  }

  void closedQueue(String name) {
    closedQueueBelow(name, "");
  }

  void closedQueueBelow(String name, String parent) {
    putQueue(name, parent, true);
  }

  private void putQueue(String name, String parent, boolean toldToClose) {
    var before = queues.get(name);
    var status = before == null ? QueueStatus.NONE : before.status();
    queues.put(name, new SeenQueue(name, "uid-" + name, parent, toldToClose, status));
  }

  /** A gang without a group of Volcano's. */
  void loose(String name, String queue, GangMembers members) {
    loose.put(name, new LooseGang(queue, members));
  }

  void group(String name, String queue, int minMember, GangMembers members) {
    groups.put(
        name,
        new SeenGroup(
            "lab",
            name,
            "1",
            Instant.EPOCH,
            minMember,
            queue,
            PodGroupStatus.NONE,
            Origin.OWNED,
            members));
  }

  void status(String name, PodGroupStatus status) {
    var group = found(name);
    groups.put(name, changed(group, status, group.members()));
  }

  void members(String name, GangMembers members) {
    var group = found(name);
    groups.put(name, changed(group, group.status(), members));
  }

  void origin(String name, Origin origin, Instant created) {
    var group = found(name);
    groups.put(
        name,
        new SeenGroup(
            group.namespace(),
            name,
            group.version(),
            created,
            group.minMember(),
            group.queue(),
            group.status(),
            origin,
            group.members()));
  }

  private static SeenGroup changed(SeenGroup group, PodGroupStatus status, GangMembers members) {
    return new SeenGroup(
        group.namespace(),
        group.name(),
        Integer.toString(Integer.parseInt(group.version()) + 1),
        group.created(),
        group.minMember(),
        group.queue(),
        status,
        group.origin(),
        members);
  }

  private SeenGroup found(String name) {
    return Objects.requireNonNull(groups.get(name), name);
  }

  PodGroupStatus status(String name) {
    return found(name).status();
  }

  QueueStatus queueStatus(String name) {
    return Objects.requireNonNull(queues.get(name), name).status();
  }

  Set<String> groups() {
    return Set.copyOf(groups.keySet());
  }

  int writes() {
    return writes;
  }

  @Override
  public Seen see() {
    return new Seen(
        List.copyOf(groups.values()), List.copyOf(loose.values()), List.copyOf(queues.values()));
  }

  @Override
  public boolean write(SeenGroup group, GroupState next) {
    var there = groups.get(group.name());
    if (there == null || !there.version().equals(group.version())) {
      return false;
    }
    writes++;
    var before = there.status();
    var status =
        new PodGroupStatus(
            next.phase() == null ? before.phase() : next.phase(),
            before.plan(),
            before.reason(),
            before.waiting(),
            before.waitingSince(),
            before.conditions(),
            next.running(),
            next.succeeded(),
            next.failed());
    groups.put(group.name(), changed(there, status, there.members()));
    return true;
  }

  @Override
  public boolean write(SeenQueue queue, QueueFigures next) {
    var there = queues.get(queue.name());
    if (there == null || !there.uid().equals(queue.uid())) {
      return false;
    }
    writes++;
    var gangs = next.gangs();
    var before = there.status();
    var status =
        new QueueStatus(
            next.state(),
            gangs.pending(),
            gangs.inqueue(),
            gangs.running(),
            gangs.unknown(),
            gangs.completed(),
            next.allocated(),
            before.deserved(),
            before.share(),
            before.reservation());
    queues.put(
        queue.name(),
        new SeenQueue(there.name(), there.uid(), there.parent(), there.toldToClose(), status));
    return true;
  }

  @Override
  public boolean delete(SeenGroup group) {
    var there = groups.get(group.name());
    return there != null
        && there.version().equals(group.version())
        && groups.remove(group.name()) != null;
  }
}
