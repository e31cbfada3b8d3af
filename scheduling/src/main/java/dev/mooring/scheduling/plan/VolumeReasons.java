package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Explanation.Code;
import dev.mooring.scheduling.model.Explanation.Shortage;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.Offers;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Volume;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Kind;
import dev.mooring.scheduling.plan.RoomReasons.Said;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says how volumes keep pods off nodes. */
final class VolumeReasons {
  private VolumeReasons() {}

  /** A claim that keeps the pod from running anywhere. */
  static Optional<Said> blocked(PodShape shape) {
    return shape.local().volumes().stream()
        .filter(Volume.Blocked.class::isInstance)
        .map(Volume.Blocked.class::cast)
        .findFirst()
        .map(blocked ->
            RoomReasons.said(
                Code.VolumeUnavailable,
                "Volume claim '%s' %s".formatted(blocked.claim(), blocked.why()),
                blocked.nextStep()));
  }

  /** A claim that has its volume, or gets it, on some nodes only. */
  static Optional<String> tying(PodShape shape) {
    return shape.local().volumes().stream()
        .filter(volume ->
            switch (volume) {
              case Volume.Bound(_, var anyOf) -> !anyOf.isEmpty();
              case Volume.Unbound(_, var anyOf) -> !anyOf.isEmpty();
              case Volume.OneOf _, Volume.Exclusive _, Volume.Attached _, Volume.Blocked _ -> false;
            })
        .map(Volume::claim)
        .findFirst();
  }

  /** What keeps the pod off all of the nodes, whatever is on them. */
  static Optional<Said> unreachable(PodShape shape, List<Node> nodes) {
    for (var volume : shape.local().volumes()) {
      Predicate<Node> reaches =
          switch (volume) {
            case Volume.Bound(_, var anyOf) -> node -> NodeTerm.any(anyOf, node);
            case Volume.Unbound(_, var anyOf) -> node -> NodeTerm.any(anyOf, node);
            case Volume.OneOf(_, _, var offers, _) ->
                node -> offers.all().stream().anyMatch(offer -> NodeTerm.any(offer.anyOf(), node));
            case Volume.Exclusive _, Volume.Attached _, Volume.Blocked _ -> _ -> true;
          };
      if (nodes.stream().noneMatch(reaches)) {
        return Optional.of(
            RoomReasons.said(
                Code.VolumeUnavailable,
                "Volume claim '%s' is out of reach of all %d nodes that match"
                    .formatted(volume.claim(), nodes.size()),
                "Use a claim whose volume these nodes reach, or let the job run near the volume"));
      }
    }
    return tooMany(shape.local().volumes(), nodes);
  }

  /** Each is within reach of some node, and no node is within reach of all. */
  static Said apart(PodShape shape) {
    var claims =
        shape.local().volumes().stream()
            .filter(volume ->
                switch (volume) {
                  case Volume.Bound _, Volume.Unbound _, Volume.OneOf _ -> true;
                  case Volume.Exclusive _, Volume.Attached _, Volume.Blocked _ -> false;
                })
            .map(volume -> "'%s'".formatted(volume.claim()))
            .distinct()
            .collect(Collectors.joining(", "));
    return RoomReasons.said(
        Code.VolumeUnavailable,
        "No node that matches reaches the volumes of all of the pod's claims: " + claims,
        "Use claims whose volumes are within reach of one node");
  }

  /** More volumes of a driver than any node attaches. */
  private static Optional<Said> tooMany(List<Volume> volumes, List<Node> nodes) {
    var drivers = new TreeSet<String>();
    nodes.forEach(node -> drivers.addAll(node.attachLimits().keySet()));
    for (var driver : drivers) {
      var mounts = Volume.attachments(volumes, driver);
      var most =
          nodes.stream()
              .mapToInt(node -> node.attachLimits().getOrDefault(driver, Integer.MAX_VALUE))
              .max()
              .orElse(0);
      if (mounts > most) {
        return Optional.of(
            RoomReasons.said(
                Code.VolumeUnavailable,
                "A pod mounts %d volumes of driver %s, and the most that a node attaches is %d"
                    .formatted(mounts, driver, most),
                "Mount fewer volumes of it, or add a node that attaches more"));
      }
    }
    return Optional.empty();
  }

  /**
   * A class of which volumes that somebody made lack on nodes that have room otherwise.
   *
   * @param offered volumes that claims of the pod could have if no others of the plan did
   * @param nodes from how many nodes these are reached
   */
  record Stock(String storageClass, int claims, int offered, int nodes, Shortage shortage) {
    /** The same until volumes or claims change. */
    String message(int allNodes) {
      return "the next one needs %d volume%s of class '%s', of which %d that suit%s free, on %d of %d nodes"
          .formatted(
              claims,
              claims == 1 ? "" : "s",
              storageClass,
              offered,
              offered == 1 ? "s is" : " are",
              nodes,
              allNodes);
    }
  }

  /**
   * Of which class volumes lack on nodes that have room otherwise.
   *
   * @param allowed nodes that the pod may be on
   */
  static Optional<Stock> stock(Board board, Kind kind, int[] allowed) {
    return kind.shape().local().volumes().stream()
        .filter(Volume.OneOf.class::isInstance)
        .map(volume -> ((Volume.OneOf) volume).storageClass())
        .distinct()
        .flatMap(storageClass -> stock(board, kind, allowed, storageClass).stream())
        .findFirst();
  }

  private static Optional<Stock> stock(Board board, Kind kind, int[] allowed, String storageClass) {
    var without =
        IntStream.of(allowed)
            .filter(
                node -> board.room(kind, node) > 0 && !board.hasVolumes(kind, storageClass, node))
            .count();
    if (without == 0) {
      return Optional.empty();
    }
    var claims =
        kind.shape().local().volumes().stream()
            .filter(Volume.OneOf.class::isInstance)
            .map(Volume.OneOf.class::cast)
            .filter(claim -> claim.storageClass().equals(storageClass))
            .toList();
    var offers =
        claims.stream()
            .flatMap(claim -> claim.offers().all().stream())
            .collect(Collectors.toMap(Offers.Offer::volume, Offers.Offer::anyOf, (one, _) -> one));
    var reached =
        IntStream.range(0, board.size())
            .filter(node ->
                offers.values().stream().anyMatch(any -> NodeTerm.any(any, board.node(node))))
            .count();
    return Optional.of(
        new Stock(
            storageClass,
            claims.size(),
            offers.size(),
            (int) reached,
            new Shortage(
                storageClass + ".storageclass.storage.k8s.io/persistentvolumeclaims",
                1,
                (int) without,
                allowed.length)));
  }

  /**
   * Of which drivers attachments lack on nodes that have room otherwise.
   *
   * @param allowed nodes that the pod may be on
   */
  static SortedMap<String, Shortage> attachments(Board board, Kind kind, int[] allowed) {
    var shortages = new TreeMap<String, Shortage>();
    for (var node : allowed) {
      Map<String, Integer> lacks =
          board.room(kind, node) > 0 ? board.lackingAttachments(kind, node) : Map.of();
      lacks.forEach((driver, by) ->
          shortages.merge(
              driver,
              new Shortage("attachable-volumes-csi-" + driver, by, 1, allowed.length),
              (one, other) ->
                  new Shortage(
                      one.resource(),
                      Math.min(one.by(), other.by()),
                      one.nodes() + other.nodes(),
                      one.of())));
    }
    return shortages;
  }
}
