package dev.mooring.cluster.bench;

import dev.mooring.cluster.Connection;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Schedulers against each other, in turns, on one API server and the same nodes without a machine:
 * how fast each binds pods that were all made before it began. All of it is in a namespace of its
 * own and removed; the agent's own scheduler has no replicas meanwhile.
 *
 * @param contestants in the order in which they begin; it is reversed from one case to the next
 * @param told lines of how far it is
 */
public record SchedulingBench(
    Connection connection, Plan plan, List<Contestant> contestants, Consumer<String> told) {

  /** One pod of such a gang, as kube-scheduling-perf has it. */
  private static final Map<String, String> REQUESTS = Map.of("cpu", "1", "memory", "200Mi");

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** A process that used less than this in this time has no more to do for what was bound. */
  private static final Duration QUIET_USE = Duration.ofMillis(30);

  private static final Duration QUIET_TIME = Duration.ofMillis(500);
  private static final int QUIET_TRIES = 20;

  public SchedulingBench {
    contestants = List.copyOf(contestants);
  }

  /**
   * So many gangs of one size.
   *
   * @param members of each
   */
  public record Shape(int gangs, int members) {
    public Shape {
      if (gangs < 1 || members < 1) {
        throw new IllegalArgumentException("Not a shape: %dx%d".formatted(gangs, members));
      }
    }

    /** As {@code 1000x3}. */
    public static Shape parse(String text) {
      if (!text.matches("[1-9][0-9]{0,5}x[1-9][0-9]{0,5}")) {
        throw new IllegalArgumentException(
            "Not a shape: '%s'; gangs and their size are written 1000x3".formatted(text));
      }
      var parts = text.split("x", -1);
      return new Shape(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    public int pods() {
      return gangs * members;
    }

    @Override
    public String toString() {
      return gangs + "x" + members;
    }
  }

  /** How the process is when its clock starts. */
  public enum Temperature {
    /** It is started when all objects are there; the clock starts with it. */
    COLD,
    /**
     * It has bound as much before, and was stopped by SIGSTOP while the objects were made; the
     * clock starts with its SIGCONT.
     */
    WARM
  }

  /**
   * What is measured.
   *
   * @param nodes how many, one case after the other
   * @param times how often each case, the contestants beginning in turns
   */
  public record Plan(List<Shape> shapes, List<Integer> nodes, Set<Temperature> rounds, int times) {
    private static final int PODS_A_NODE = 64;

    public Plan {
      shapes = List.copyOf(shapes);
      nodes = List.copyOf(nodes);
      rounds = Set.copyOf(rounds);
      if (times < 1) {
        throw new IllegalArgumentException(
            "Each case is measured once at least, not %d times".formatted(times));
      }
      for (var count : nodes) {
        if (count < 1 || shapes.stream().anyMatch(s -> s.pods() > (long) PODS_A_NODE * count)) {
          throw new IllegalArgumentException(
              "%d nodes have not the room for each of %s; a node takes %d pods"
                  .formatted(count, shapes, PODS_A_NODE));
        }
      }
    }
  }

  /**
   * One contestant's figures.
   *
   * @param time 1 for the first time of its case
   * @param sinceStart from the start of the clock to the last pod bound
   * @param sinceFirst from the first pod bound to the last
   * @param cpu of its process, until it was quiet again
   * @param peakMebibytes of its process so far
   */
  public record Round(
      Shape shape,
      int nodes,
      int time,
      String contestant,
      Temperature temperature,
      Duration sinceStart,
      Duration sinceFirst,
      Duration cpu,
      double peakMebibytes) {
    /** Pods bound a second, counted from the start of the clock. */
    public double rateSinceStart() {
      return shape.pods() / seconds(sinceStart);
    }

    /** Pods bound a second, counted from the first. */
    public double rateSinceFirst() {
      return shape.pods() / seconds(sinceFirst);
    }

    public double cpuMillisAPod() {
      return cpu.toNanos() / 1e6 / shape.pods();
    }

    private static double seconds(Duration time) {
      return Math.max(1, time.toNanos()) / 1e9;
    }
  }

  public List<Round> run() throws InterruptedException {
    var client = connection.client();
    var rounds = new ArrayList<Round>();
    try (var _ = StoodDown.of(client, InstalledAgent.SCHEDULER);
        var namespace = BenchNamespace.make(client, "scheduling")) {
      var turn = contestants;
      for (var nodes : plan.nodes()) {
        told.accept("makes %d nodes".formatted(nodes));
        try (var _ = FakeNodes.make(client, BenchObjects.LABEL, nodes)) {
          for (var shape : plan.shapes()) {
            for (var time = 1; time <= plan.times(); time++) {
              for (var contestant : turn) {
                rounds.addAll(
                    new Case(namespace, shape, nodes, time, contestant, plan, told).run());
              }
              turn = turn.reversed();
            }
          }
        }
      }
    }
    return List.copyOf(rounds);
  }

  /** One process of one contestant, cold and then warm. */
  private record Case(
      BenchNamespace namespace,
      Shape shape,
      int nodes,
      int time,
      Contestant contestant,
      Plan plan,
      Consumer<String> told) {
    private static final Contestant.Use NOTHING = new Contestant.Use(Duration.ZERO, 0);

    List<Round> run() throws InterruptedException {
      var rounds = new ArrayList<Round>();
      told.accept(
          "%s on %d nodes: makes objects for %s".formatted(shape, nodes, contestant.name()));
      makeObjects();
      try (var bound = BoundPods.of(client(), namespace.name())) {
        var start = System.nanoTime();
        try (var process = contestant.start()) {
          var cold = round(Temperature.COLD, process, bound, start, NOTHING);
          // One that goes on counting would take from the next round.
          bound.stop();
          if (plan.rounds().contains(Temperature.COLD)) {
            rounds.add(cold);
          }
          namespace.clear();
          if (plan.rounds().contains(Temperature.WARM)) {
            rounds.add(warm(process));
            namespace.clear();
          }
        }
      }
      return rounds;
    }

    private Round warm(Contestant.Run process) throws InterruptedException {
      quiet(process);
      process.pause();
      makeObjects();
      try (var bound = BoundPods.of(client(), namespace.name())) {
        var before = process.use();
        var start = System.nanoTime();
        process.resume();
        return round(Temperature.WARM, process, bound, start, before);
      }
    }

    private Round round(
        Temperature temperature,
        Contestant.Run process,
        BoundPods bound,
        long start,
        Contestant.Use before)
        throws InterruptedException {
      awaitAll(process, bound);
      var sinceStart = Duration.ofNanos(bound.last() - start);
      var after = quiet(process);
      told.accept(
          "%s on %d nodes: %s, %s, took %d ms"
              .formatted(
                  shape,
                  nodes,
                  contestant.name(),
                  temperature.name().toLowerCase(Locale.ROOT),
                  sinceStart.toMillis()));
      return new Round(
          shape,
          nodes,
          time,
          contestant.name(),
          temperature,
          sinceStart,
          Duration.ofNanos(bound.last() - bound.first()),
          after.cpu().minus(before.cpu()),
          after.peakMebibytes());
    }

    private void awaitAll(Contestant.Run process, BoundPods bound) throws InterruptedException {
      var deadline = System.nanoTime() + PATIENCE.toNanos();
      while (bound.count() < shape.pods()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "%s has bound %d of %d pods of %s on %d nodes after %d s"
                  .formatted(
                      contestant.name(),
                      bound.count(),
                      shape.pods(),
                      shape,
                      nodes,
                      PATIENCE.toSeconds()));
        }
        process.use();
        Thread.sleep(20);
      }
    }

    /** What it has used when it has nothing to do any more. */
    private static Contestant.Use quiet(Contestant.Run process) throws InterruptedException {
      var use = process.use();
      for (var attempt = 0; attempt < QUIET_TRIES; attempt++) {
        Thread.sleep(QUIET_TIME);
        var now = process.use();
        if (now.cpu().minus(use.cpu()).compareTo(QUIET_USE) < 0) {
          return now;
        }
        use = now;
      }
      return use;
    }

    private void makeObjects() throws InterruptedException {
      if (contestant.placesGangs()) {
        AtOnce.run(
            shape.gangs(), PATIENCE, number -> client().resource(gang(number).group())::create);
      }
      AtOnce.run(
          shape.pods(),
          PATIENCE,
          number -> {
            var gang = gang(number / shape.members());
            var member = number % shape.members();
            return client()
                    .resource(contestant.placesGangs() ? gang.pod(member) : gang.single(member))
                ::create;
          });
    }

    private FakeGang gang(int number) {
      return new FakeGang(
          namespace.name(),
          "gang-" + number,
          shape.members(),
          REQUESTS,
          contestant.schedulerName(),
          BenchObjects.LABEL);
    }

    private KubernetesClient client() {
      return namespace.client();
    }
  }
}
