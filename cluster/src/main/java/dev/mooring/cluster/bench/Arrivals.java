package dev.mooring.cluster.bench;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * When objects were first seen as they are awaited, by {@link System#nanoTime}. Each counts once.
 * Thread-safe.
 */
final class Arrivals<T extends HasMetadata> implements ResourceEventHandler<T> {
  private final Predicate<T> awaited;
  private final Set<String> seen = new HashSet<>();
  private long first;
  private long last;

  Arrivals(Predicate<T> awaited) {
    this.awaited = awaited;
  }

  @Override
  public synchronized void onAdd(T object) {
    if (awaited.test(object) && seen.add(object.getMetadata().getUid())) {
      last = System.nanoTime();
      first = seen.size() == 1 ? last : first;
    }
  }

  @Override
  public void onUpdate(T before, T after) {
    onAdd(after);
  }

  @Override
  public void onDelete(T deleted, boolean unknown) {}

  synchronized int count() {
    return seen.size();
  }

  /** Zero before anything was seen. */
  synchronized long first() {
    return first;
  }

  /** Zero before anything was seen. */
  synchronized long last() {
    return last;
  }
}
