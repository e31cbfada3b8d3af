package dev.mooring.benchmarks;

import dev.mooring.scheduling.model.Demand;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.Plan;
import dev.mooring.scheduling.model.Settings;
import dev.mooring.scheduling.model.Snapshot;
import dev.mooring.scheduling.plan.Planner;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One whole plan on one thread: the snapshot is given, each pod of gangs of four gets a seat or its
 * gang a reason.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "-XX:+UseSerialGC"})
public class PlanningBenchmark {
  /** Nodes of 8 GPUs each, empty. */
  @Param({"500", "1000", "2500", "5000"})
  public int nodes;

  /** Waiting pods of one GPU each, in gangs of 4. */
  @Param({"1000", "2500", "5000", "10000"})
  public int pods;

  private Snapshot seen = new Snapshot(List.of());
  private Demand demand = Workloads.demand(0);

  /** Makes the values that the plan is made from. */
  @Setup(Level.Trial)
  public void make() {
    seen = Workloads.nodes(nodes);
    demand = Workloads.demand(pods);
  }

  /** The processor time of the measuring thread: others on the machine do not lengthen it. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Processor {
    /** In nanoseconds, of all plans of an iteration. */
    public long nanos;

    /** How many plans these are. */
    public long plans;
  }

  /** What is measured. */
  @Benchmark
  public Plan plan(Processor processor) {
    var threads = ManagementFactory.getThreadMXBean();
    var before = threads.getCurrentThreadCpuTime();
    var plan = Planner.plan(seen, demand, Settings.DEFAULT, Workloads.NOW);
    processor.nanos += threads.getCurrentThreadCpuTime() - before;
    processor.plans++;
    var starts = plan.outcomes().stream().filter(Outcome.Starts.class::isInstance).count();
    if (starts != Math.min(pods, 8 * nodes) / Workloads.GANG) {
      throw new IllegalStateException("Gangs that start: " + starts);
    }
    return plan;
  }
}
