package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Company;
import dev.mooring.scheduling.model.Demand;
import dev.mooring.scheduling.model.DisruptionBudget;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeRules;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.Plan;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Progress;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.Rank;
import dev.mooring.scheduling.model.Reservation;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Seated;
import dev.mooring.scheduling.model.Settings;
import dev.mooring.scheduling.model.Snapshot;
import dev.mooring.scheduling.model.Taint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A small cluster in virtual time that carries out plans as the real one would. */
final class Case {
  static final String GPU = "nvidia.com/gpu";
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<GangId, Gang> gangs = new LinkedHashMap<>();
  final List<Queue> queues = new ArrayList<>();
  final List<DisruptionBudget> budgets = new ArrayList<>();
  List<Reservation> reservations = List.of();
  Settings settings = Settings.DEFAULT;
  Instant now = START;

  Case() {
    queues.add(Queue.of("default", 1));
  }

  static Resources amounts(long cpu, long gpus) {
    return Resources.of(Map.of("cpu", cpu, GPU, gpus, "pods", 1L));
  }

  static PodShape shape(long cpu, long gpus) {
    return PodShape.of("lab", amounts(cpu, gpus));
  }

  static PodShape shape(long gpus, Map<String, String> labels, Company company) {
    return new PodShape(
        "lab", labels, amounts(0, gpus), NodeRules.NONE, company, List.of(), PodShape.Local.NONE);
  }

  static GangId id(String name) {
    return new GangId(GangId.Kind.VOLCANO_POD_GROUP, "lab", name);
  }

  Case node(String name, long cpu, long gpus) {
    return node(name, cpu, gpus, Map.of());
  }

  Case node(String name, long cpu, long gpus, Map<String, String> labels) {
    var all = new HashMap<>(labels);
    all.put("kubernetes.io/hostname", name);
    var room = Resources.of(Map.of("cpu", cpu, GPU, gpus, "pods", 110L));
    return with(Node.of(name, all, List.of(), room, List.of()));
  }

  Case with(Node node) {
    nodes.put(node.name(), node);
    return this;
  }

  /** The node has these taints, and no others. */
  Case taint(String name, Taint... taints) {
    var node = Optional.ofNullable(nodes.get(name)).orElseThrow();
    var tainted = Node.of(name, node.labels(), List.of(taints), node.allocatable(), node.pods());
    return with(tainted.withAttachLimits(node.attachLimits()));
  }

  Case without(String node) {
    nodes.remove(node);
    return this;
  }

  static List<Member> members(String gang, int count, String role, PodShape shape) {
    var members = new ArrayList<Member>();
    for (var i = 0; i < count; i++) {
      var name = "%s-%s%03d".formatted(gang, role, i);
      members.add(new Member(new PodId("lab", name, "uid-" + name), role, shape));
    }
    return members;
  }

  /** A gang of which all must start at once. */
  Case gang(String name, String queue, int priority, int count, PodShape shape) {
    return gang(name, queue, priority, Minimum.of(count), members(name, count, "", shape));
  }

  Case gang(String name, int count, PodShape shape) {
    return gang(name, "default", 0, count, shape);
  }

  Case gang(String name, String queue, int priority, Minimum minimum, List<Member> members) {
    return with(
        new Gang(
            id(name),
            queue,
            new Rank(priority, now, true, true),
            minimum,
            members,
            List.of(),
            Progress.NEW));
  }

  Case with(Gang gang) {
    gangs.put(gang.id(), gang);
    return this;
  }

  Gang gang(String name) {
    return Optional.ofNullable(gangs.get(id(name))).orElseThrow();
  }

  List<Gang> gangs() {
    return List.copyOf(gangs.values());
  }

  List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Snapshot seen() {
    return new Snapshot(nodes());
  }

  Demand demand() {
    return new Demand(gangs(), queues, budgets, reservations);
  }

  Plan plan() {
    return Planner.plan(seen(), demand(), settings, now);
  }

  /** Plans and carries it out: starts are bound, victims are leaving. */
  Plan step() {
    var plan = plan();
    for (var outcome : plan.outcomes()) {
      switch (outcome) {
        case Outcome.Starts(var gang, var seats, _) -> bind(gang, seats);
        case Outcome.Evicts(_, var victims, _, _) -> victims.forEach(this::leave);
        case Outcome.Waits _ -> {}
      }
    }
    reservations = plan.reservations();
    return plan;
  }

  void bind(GangId id, Map<PodId, String> seats) {
    var gang = Optional.ofNullable(gangs.get(id)).orElseThrow();
    var waiting = new ArrayList<Member>();
    var seated = new ArrayList<>(gang.seated());
    for (var member : gang.waiting()) {
      var name = seats.get(member.id());
      if (name == null) {
        waiting.add(member);
        continue;
      }
      var pod =
          new Seated(
              member.id(),
              member.role(),
              id,
              member.shape(),
              gang.rank().priority(),
              now,
              Seated.Fate.EVICTABLE);
      seated.add(pod);
      var node = Optional.ofNullable(nodes.get(name)).orElseThrow();
      var pods = new ArrayList<>(node.pods());
      pods.add(pod);
      nodes.put(name, node.with(pods));
    }
    var progress = new Progress(true, gang.progress().succeeded(), Optional.of(now));
    gangs.put(id, remade(gang, waiting, seated, progress));
  }

  private static Gang remade(
      Gang gang, List<Member> waiting, List<Seated> seated, Progress progress) {
    return new Gang(
        gang.id(), gang.queue(), gang.rank(), gang.minimum(), waiting, seated, progress);
  }

  private void leave(GangId id) {
    for (var node : nodes()) {
      nodes.put(
          node.name(),
          node.with(
              node.pods().stream()
                  .map(pod -> pod.owner().equals(id) ? leaving(pod) : pod)
                  .toList()));
    }
    var gang = Optional.ofNullable(gangs.get(id)).orElseThrow();
    var seated = gang.seated().stream().map(Case::leaving).toList();
    gangs.put(id, remade(gang, gang.waiting(), seated, gang.progress()));
  }

  private static Seated leaving(Seated pod) {
    return new Seated(
        pod.id(),
        pod.role(),
        pod.owner(),
        pod.shape(),
        pod.priority(),
        pod.since(),
        Seated.Fate.LEAVING);
  }

  /** What was leaving has left, and waits again as new pods. */
  void left() {
    for (var gang : gangs()) {
      var waiting = new ArrayList<>(gang.waiting());
      for (var pod : gang.seated()) {
        if (pod.leaving()) {
          var id = new PodId("lab", pod.id().name(), pod.id().uid() + "'");
          waiting.add(new Member(id, pod.role(), pod.shape()));
        }
      }
      var staying = gang.seated().stream().filter(pod -> !pod.leaving()).toList();
      gangs.put(gang.id(), remade(gang, waiting, staying, gang.progress()));
    }
    removeFromNodes(Seated::leaving);
  }

  /** The gang has ended. */
  void end(GangId id) {
    gangs.remove(id);
    removeFromNodes(pod -> pod.owner().equals(id));
  }

  private void removeFromNodes(Predicate<Seated> which) {
    for (var node : nodes()) {
      var staying = node.pods().stream().filter(which.negate()).toList();
      if (staying.size() < node.pods().size()) {
        nodes.put(node.name(), node.with(staying));
      }
    }
  }

  /** A pod of the gang has ended well, if it still has its seat. */
  void end(GangId id, PodId pod) {
    Optional.ofNullable(gangs.get(id))
        .ifPresent(gang -> {
          var staying = gang.seated().stream().filter(seat -> !seat.id().equals(pod)).toList();
          var succeeded = new HashMap<>(gang.progress().succeeded());
          gang.seated().stream()
              .filter(seat -> seat.id().equals(pod))
              .forEach(ended -> succeeded.merge(ended.role(), 1, Integer::sum));
          var progress =
              new Progress(gang.progress().admitted(), succeeded, gang.progress().startedAt());
          gangs.put(id, remade(gang, gang.waiting(), staying, progress));
          removeFromNodes(seat -> seat.id().equals(pod));
        });
  }

  /** Its pods stay, and are nobody's. */
  void forget(GangId id) {
    gangs.remove(id);
  }

  static Optional<Outcome> outcome(Plan plan, String gang) {
    return plan.outcomes().stream().filter(o -> o.gang().equals(id(gang))).findFirst();
  }
}
