package dev.mooring.store.postgres;

import dev.mooring.store.Claim;
import dev.mooring.store.Task;
import dev.mooring.store.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;

/** Thread-safe. */
record PostgresTasks(Transactions transactions, Bell bell) implements Tasks {
  /** How long a task may stay unseen that was passed over, or added while the bell was silent. */
  private static final Duration POLL = Duration.ofMillis(500);

  @Override
  public void add(Task task) {
    transactions.run(handle -> {
      TaskTable.add(handle, List.of(task));
      return true;
    });
  }

  @Override
  public List<Claim> claim(Set<String> kinds, Set<String> agents, Duration lease, int most) {
    bell.listened();
    return transactions.run(handle -> TaskTable.claim(handle, kinds, agents, lease, most));
  }

  @Override
  public boolean renew(Claim claim, Duration lease) {
    return under(claim, (handle, held) -> TaskTable.prolong(handle, held, lease));
  }

  @Override
  public boolean finish(Claim claim) {
    return under(claim, TaskTable::finish);
  }

  @Override
  public boolean retry(Claim claim, Duration after) {
    return under(claim, (handle, held) -> TaskTable.retry(handle, held, after));
  }

  private boolean under(Claim claim, BiConsumer<Handle, Claim> change) {
    return transactions.run(handle -> {
      var held = TaskTable.lock(handle, claim);
      if (held) {
        change.accept(handle, claim);
      }
      return held;
    });
  }

  /**
   * Tasks that are due already were just passed over by {@link #claim}, or became due since: these
   * two cannot be told apart, so that they shorten the wait and do not end it.
   */
  @Override
  public void await(Duration atMost) throws InterruptedException {
    var since = bell.lastListened();
    var outlook = transactions.run(TaskTable::outlook);
    var wait = outlook.next().filter(next -> next.compareTo(atMost) < 0).orElse(atMost);
    var poll = outlook.some() || !bell.hangs();
    bell.await(since, poll && wait.compareTo(POLL) > 0 ? POLL : wait);
  }
}
