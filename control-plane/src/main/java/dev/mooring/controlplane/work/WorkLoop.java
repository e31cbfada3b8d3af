package dev.mooring.controlplane.work;

import dev.mooring.store.Claim;
import dev.mooring.store.StoreException;
import dev.mooring.store.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims tasks and has them done, each on a virtual thread of its own. Any number of replicas do so
 * at once. Thread-safe.
 */
public final class WorkLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkLoop.class);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Tasks tasks;
  private final Map<String, TaskHandler> handlers;
  private final Supplier<Set<String>> agents;
  private final Pace pace;
  private final Semaphore free;
  private final Set<Thread> workers = ConcurrentHashMap.newKeySet();

  /** By kind and subject, how often in a row it has failed here. */
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();

  private final Thread claimer;
  private volatile boolean closed;

  private WorkLoop(
      Tasks tasks, Map<String, TaskHandler> handlers, Supplier<Set<String>> agents, Pace pace) {
    this.tasks = tasks;
    this.handlers = Map.copyOf(handlers);
    this.agents = agents;
    this.pace = pace;
    this.free = new Semaphore(pace.most());
    this.claimer = Thread.ofVirtual().name("claimer").unstarted(this::claimAll);
  }

  /**
   * Starts to work.
   *
   * @param handlers by kind of task
   * @param agents whose tunnels are here now
   */
  public static WorkLoop start(
      Tasks tasks, Map<String, TaskHandler> handlers, Supplier<Set<String>> agents, Pace pace) {
    var loop = new WorkLoop(tasks, handlers, agents, pace);
    loop.claimer.start();
    return loop;
  }

  private void claimAll() {
    var answered = true;
    while (!closed) {
      try {
        if (claimSome() == 0) {
          tasks.await(pace.idle());
        }
        if (!answered) {
          LOG.info("The store answers again");
          answered = true;
        }
      } catch (StoreException unanswered) {
        if (answered) {
          LOG.warn("The store does not answer; work waits for it: {}", unanswered.getMessage());
          answered = false;
        }
        rest();
      } catch (RuntimeException unforeseen) {
        // Without this thread a replica looks well and does nothing.
        LOG.error("Looking for work failed and is tried again", unforeseen);
        rest();
      } catch (InterruptedException closing) {
        return;
      }
    }
  }

  private int claimSome() throws InterruptedException {
    free.acquire();
    var slots = 1 + free.drainPermits();
    List<Claim> claims = List.of();
    try {
      claims = tasks.claim(handlers.keySet(), agents.get(), pace.lease(), slots);
    } finally {
      free.release(slots - claims.size());
    }
    for (var claim : claims) {
      var worker =
          Thread.ofVirtual().name(claim.kind() + "-" + claim.token()).unstarted(() -> work(claim));
      workers.add(worker);
      worker.start();
    }
    return claims.size();
  }

  private void rest() {
    try {
      Thread.sleep(pace.idle());
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(Claim claim) {
    try {
      settle(claim, attempt(claim));
    } catch (StoreException unanswered) {
      // The claim runs out, and the task is done again from where it stands.
      LOG.warn(
          "What came of {} {} could not be noted: {}",
          claim.kind(),
          claim.subject(),
          unanswered.getMessage());
    } finally {
      workers.remove(Thread.currentThread());
      free.release();
    }
  }

  private Outcome attempt(Claim claim) {
    var name = claim.kind() + " " + claim.subject();
    var handler = Objects.requireNonNull(handlers.get(claim.kind()), claim.kind());
    var keeping = Keeping.start(tasks, claim, pace);
    try {
      var outcome = handler.handle(claim);
      failures.remove(name);
      return outcome;
    } catch (InterruptedException stopped) {
      // Free for another at once; if it was lost, another has it, and this changes nothing.
      return Outcome.again(Duration.ZERO);
    } catch (IOException | RuntimeException failed) {
      var count = failures.merge(name, 1, Integer::sum);
      var after = Backoff.after(count, ThreadLocalRandom.current().nextDouble());
      if (count == 1) {
        LOG.warn("{} failed and is tried again in {} ms", name, after.toMillis(), failed);
      } else {
        LOG.warn(
            "{} failed {} times and is tried again in {} ms: {}",
            name,
            count,
            after.toMillis(),
            failed.toString());
      }
      return Outcome.again(after);
    } finally {
      keeping.close();
    }
  }

  private void settle(Claim claim, Outcome outcome) {
    // What interrupted the handler is over; the store must be told.
    Thread.interrupted();
    var ours =
        switch (outcome) {
          case Outcome.Done() -> tasks.finish(claim);
          case Outcome.Again(var after) -> tasks.retry(claim, after);
        };
    if (!ours) {
      LOG.info("{} {} was claimed by another meanwhile", claim.kind(), claim.subject());
    }
  }

  /** Claims nothing more, interrupts what is under way and waits a moment for it. */
  @Override
  public void close() {
    closed = true;
    claimer.interrupt();
    workers.forEach(Thread::interrupt);
    try {
      if (!free.tryAcquire(pace.most(), CLOSING.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("{} tasks did not stop in time; their claims run out", workers.size());
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
