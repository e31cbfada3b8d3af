package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Explanation.Code;
import dev.mooring.scheduling.model.Explanation.Facts;
import dev.mooring.scheduling.model.Explanation.Shortage;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Taint;
import dev.mooring.scheduling.place.Ask;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Kind;
import dev.mooring.scheduling.place.Partial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Says why members have no seats. Whoever asks for the same as another is told the same in one
 * plan. For the planning thread alone.
 */
final class RoomReasons {
  /** Nodes that are named where there may be many. */
  private static final int NAMED = 3;

  /** Gangs that are told the same. */
  private record Alike(Ask.Sort sort, int there) {}

  /** A reason but for its place in a queue. */
  record Said(Code code, String message, String nextStep, int fit, List<Shortage> shorts) {}

  private final Board board;
  private final Map<Alike, Said> said = new HashMap<>();

  RoomReasons(Board board) {
    this.board = board;
  }

  /**
   * Why not all get seats.
   *
   * @param ask members without a seat
   * @param overShare whether the queue holds more than its fair share
   */
  Explanation of(Waiting waiting, Ask ask, boolean overShare) {
    var there = waiting.gang().staying();
    var reason =
        ask.tied() && board.mayHaveRoom(ask)
            ? say(ask, there)
            : said.computeIfAbsent(new Alike(ask.sort(), there), _ -> say(ask, there));
    var over =
        overShare && reason.code() == Code.InsufficientResources
            ? "; queue '%s' is over its fair share".formatted(waiting.gang().queue())
            : "";
    return new Explanation(
        reason.code(),
        reason.message() + over,
        reason.nextStep(),
        new Facts(
            ask.needed(), reason.fit(), waiting.position(), reason.shorts(), Optional.empty()));
  }

  private Said say(Ask ask, int there) {
    return Partial.of(
        board,
        ask,
        (stuck, fit) -> {
          var shape = stuck.shape();
          return nodes(shape).orElseGet(() -> room(stuck, ask, fit, there));
        });
  }

  /** What excludes all nodes, whatever is on them. */
  private Optional<Said> nodes(PodShape shape) {
    var blocked = VolumeReasons.blocked(shape);
    if (blocked.isPresent()) {
      return blocked;
    }
    var all = IntStream.range(0, board.size()).mapToObj(board::node).toList();
    if (all.isEmpty()) {
      return Optional.of(
          said(Code.NodesUnavailable, "The cluster has no node", "Add a node to the cluster"));
    }
    return narrowed(shape, all);
  }

  private Optional<Said> narrowed(PodShape shape, List<Node> all) {
    var matching = all.stream().filter(shape.nodes()::matches).toList();
    if (matching.isEmpty()) {
      return Optional.of(
          said(
              Code.NoMatchingNode,
              (all.size() == 1
                      ? "The cluster's only node does not match "
                      : "None of %d nodes matches ".formatted(all.size()))
                  + rules(shape),
              "Label a node so, or change the job's node selector or affinity"));
    }
    var open = matching.stream().filter(shape.nodes()::opens).toList();
    if (open.isEmpty()) {
      return Optional.of(
          said(
              Code.NodesUnavailable,
              matching.size() == 1
                  ? "The only node that matches is cordoned or not ready"
                  : "All %d nodes that match are cordoned or not ready".formatted(matching.size()),
              "Uncordon a node, or see why none is ready: kubectl describe nodes"));
    }
    var borne = open.stream().filter(shape.nodes()::bears).toList();
    if (borne.isEmpty()) {
      return Optional.of(
          said(
              Code.NotTolerated,
              (open.size() == 1
                      ? "The only open node that matches has taints"
                      : "All %d open nodes that match have taints".formatted(open.size()))
                  + " that the job does not tolerate: "
                  + taints(shape, open),
              "Add a toleration to the job, or remove the taint"));
    }
    return VolumeReasons.unreachable(shape, borne);
  }

  private Said room(Kind stuck, Ask ask, int fit, int there) {
    var never = never(stuck);
    if (never.isPresent()) {
      return never.get();
    }
    var shorts = shortages(stuck);
    var fits = "%d of %d members fit now".formatted(fit + there, ask.size() + there);
    var attachments = VolumeReasons.attachments(board, stuck, allowed(stuck).toArray());
    if (!attachments.isEmpty()) {
      return new Said(
          Code.NoAttachmentLeft,
          "%s; volumes of driver %s: no attachment is left on %s%s"
              .formatted(
                  fits,
                  String.join(", ", attachments.keySet()),
                  where(stuck.shape()),
                  shorts.isEmpty() ? "" : " that have room"),
          "Wait until running jobs end, use volumes that need no attachment, or add a node",
          fit,
          Stream.concat(attachments.values().stream(), shorts.stream()).toList());
    }
    var stock = VolumeReasons.stock(board, stuck, allowed(stuck).toArray());
    if (stock.isPresent()) {
      return new Said(
          Code.NoVolumeLeft,
          "%s; %s, and each serves one claim".formatted(fits, stock.get().message(board.size())),
          "Make volumes of the class on nodes that have room, or wait until claims give theirs back",
          fit,
          Stream.concat(Stream.of(stock.get().shortage()), shorts.stream()).toList());
    }
    if (shorts.isEmpty() && stuck.tied()) {
      return new Said(
          Code.PlacementRules,
          "%s; rules about other pods, ports or exclusive volumes leave no node for the next one"
              .formatted(fits),
          "Wait until the pods in the way end, relax the job's pod affinity, spread or ports, give it a claim of its own, or add nodes",
          fit,
          shorts);
    }
    var amounts =
        shorts.stream()
            .map(s -> Amounts.show(s.resource(), stuck.shape().requests().amount(s.resource())))
            .collect(Collectors.joining(", "));
    var lack =
        amounts.isEmpty()
            ? ": together they ask for more than is left"
            : "; short of %s on %s".formatted(amounts, where(stuck.shape()));
    // Of a gang of which some run the others may be of another kind, and on nodes that are closed
    // now.
    var ever =
        there > 0 || ask.groups().size() != 1
            ? Optional.<Long>empty()
            : Optional.of(mostEver(stuck)).filter(most -> most < ask.needed());
    return ever.map(most ->
            new Said(
                Code.NeverFits,
                "%s; even with nothing else on the nodes only %d would, and %d must start together%s"
                    .formatted(fits, most, ask.needed(), lack),
                "Ask for less, or for fewer at once, or add nodes",
                fit,
                shorts))
        .orElseGet(() ->
            new Said(
                Code.InsufficientResources,
                fits + lack,
                "Wait until running jobs end, ask for less, or add a node",
                fit,
                shorts));
  }

  /** More than that the nodes could not take if they were open, ready and empty. */
  private long mostEver(Kind kind) {
    return IntStream.range(0, board.size())
        .filter(node -> board.canHold(kind, node) || couldOpen(kind, board.node(node)))
        .mapToLong(node -> board.roomWhenEmpty(kind, node))
        .sum();
  }

  /** Whether only what passes keeps it off: the node is cordoned or not ready. */
  private static boolean couldOpen(Kind kind, Node node) {
    var rules = kind.shape().nodes();
    return rules.matches(node)
        && node.taints().stream()
            .filter(taint -> taint.forbids() && !taint.closes())
            .allMatch(rules::bears);
  }

  /** What no node has, even when it is empty. */
  private Optional<Said> never(Kind kind) {
    if (allowed(kind).findAny().isEmpty()) {
      return Optional.of(VolumeReasons.apart(kind.shape()));
    }
    var texts = new ArrayList<String>();
    var requests = kind.shape().requests();
    var rules = rules(kind.shape());
    for (var d = 0; d < board.dimensions().size(); d++) {
      var dimension = d;
      var most = allowed(kind).mapToLong(node -> board.capacity(node, dimension)).max().orElse(0);
      if (kind.need(d) > most) {
        var name = board.dimensions().name(d);
        texts.add(
            "%s, and the most that %s has is %s"
                .formatted(
                    Amounts.show(name, requests.amount(name)),
                    rules.isEmpty() ? "a node" : "a node matching " + rules,
                    Amounts.number(name, most)));
      }
    }
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    var asks = "A pod asks for " + String.join("; ", texts);
    var unready = unready(kind);
    return Optional.of(
        unready.isEmpty()
            ? said(Code.NeverFits, asks, "Ask for less of it, or add a node that has it")
            : said(
                Code.NodesUnavailable,
                "%s, but for nodes that are not ready: %s".formatted(asks, unready),
                "See why: kubectl describe node; one that does not come back is to be deleted"));
  }

  /** The first few nodes that could take it when they are ready and empty. */
  private String unready(Kind kind) {
    var rules = kind.shape().nodes();
    return IntStream.range(0, board.size())
        .filter(node -> !board.node(node).ready())
        .filter(node -> board.roomWhenEmpty(kind, node) > 0)
        .mapToObj(node -> board.node(node).onceReady())
        .filter(node -> rules.matches(node) && rules.bears(node))
        .map(Node::name)
        .sorted()
        .limit(NAMED)
        .collect(Collectors.joining(", "));
  }

  private IntStream allowed(Kind kind) {
    return IntStream.range(0, board.size()).filter(node -> board.canHold(kind, node));
  }

  private List<Shortage> shortages(Kind kind) {
    var shorts = new ArrayList<Shortage>();
    var of = (int) allowed(kind).count();
    for (var d = 0; d < board.dimensions().size(); d++) {
      var dimension = d;
      var lacks =
          allowed(kind)
              .mapToLong(node -> kind.need(dimension) - Math.max(0, board.free(node, dimension)))
              .filter(lack -> lack > 0 && kind.need(dimension) > 0)
              .summaryStatistics();
      if (lacks.getCount() > 0) {
        shorts.add(
            new Shortage(board.dimensions().name(d), lacks.getMin(), (int) lacks.getCount(), of));
      }
    }
    shorts.sort(
        Comparator.comparingInt(Shortage::nodes).reversed().thenComparing(Shortage::resource));
    return shorts;
  }

  static Said said(Code code, String message, String nextStep) {
    return new Said(code, message, nextStep, 0, List.of());
  }

  private static String where(PodShape shape) {
    var rules = rules(shape);
    return (rules.isEmpty() ? "the nodes" : "nodes matching " + rules)
        + VolumeReasons.tying(shape)
            .map(" that volume claim '%s' leaves open"::formatted)
            .orElse("");
  }

  private static String rules(PodShape shape) {
    var selector =
        shape.nodes().selector().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .sorted();
    var terms = shape.nodes().anyOf().stream().map(NodeTerm::toString);
    var affinity = terms.collect(Collectors.joining(" or "));
    return Stream.concat(selector, affinity.isEmpty() ? Stream.of() : Stream.of(affinity))
        .collect(Collectors.joining(", "));
  }

  private static String taints(PodShape shape, List<Node> nodes) {
    var all = new TreeSet<String>();
    for (var node : nodes) {
      node.taints().stream()
          .filter(Taint::forbids)
          .filter(taint -> !shape.nodes().bears(taint))
          .forEach(taint -> all.add(taint.toString()));
    }
    return String.join(", ", all);
  }
}
