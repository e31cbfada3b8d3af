package dev.mooring.controlplane.work;

import dev.mooring.store.Claim;
import dev.mooring.store.Task;
import dev.mooring.store.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Tasks whose every claim is lost to another at once. */
record Losing(Tasks tasks) implements Tasks {
  @Override
  public void add(Task task) {
    tasks.add(task);
  }

  @Override
  public List<Claim> claim(Set<String> kinds, Set<String> agents, Duration lease, int most) {
    return tasks.claim(kinds, agents, lease, most);
  }

  @Override
  public boolean renew(Claim claim, Duration lease) {
    return false;
  }

  @Override
  public boolean finish(Claim claim) {
    return false;
  }

  @Override
  public boolean retry(Claim claim, Duration after) {
    return false;
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    tasks.await(atMost);
  }
}
