package dev.mooring.controlplane.work;

import dev.mooring.store.Claim;
import dev.mooring.store.StoreException;
import dev.mooring.store.Task;
import dev.mooring.store.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Tasks of a store that does not answer the first claims. Thread-safe. */
final class Flaky implements Tasks {
  private final Tasks tasks;
  private final AtomicInteger failures;

  Flaky(Tasks tasks, int failures) {
    this.tasks = tasks;
    this.failures = new AtomicInteger(failures);
  }

  @Override
  public void add(Task task) {
    tasks.add(task);
  }

  @Override
  public List<Claim> claim(Set<String> kinds, Set<String> agents, Duration lease, int most) {
    if (failures.getAndDecrement() > 0) {
      throw new StoreException(
          StoreException.Code.UNAVAILABLE, "gone", new IOException("connection refused"));
    }
    return tasks.claim(kinds, agents, lease, most);
  }

  @Override
  public boolean renew(Claim claim, Duration lease) {
    return tasks.renew(claim, lease);
  }

  @Override
  public boolean finish(Claim claim) {
    return tasks.finish(claim);
  }

  @Override
  public boolean retry(Claim claim, Duration after) {
    return tasks.retry(claim, after);
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    tasks.await(atMost);
  }
}
