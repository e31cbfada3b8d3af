package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.PodShape;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * One instance for all that are equal, for as long as anybody has it: shapes of pods are compared
 * in each plan, and that costs nothing where they are the same. Confined to one thread.
 */
final class Alike {
  private final Map<Object, WeakReference<Object>> known = new WeakHashMap<>();

  /** The shape, or one that is equal; its parts are shared where the whole is not. */
  PodShape of(PodShape shape) {
    return one(
        new PodShape(
            shape.namespace(),
            shape.labels(),
            one(shape.requests()),
            one(shape.nodes()),
            one(shape.company()),
            one(shape.spreads()),
            one(shape.local())));
  }

  @SuppressWarnings("unchecked") // What is equal to a T among records and lists of one is a T.
  private <T> T one(T value) {
    var there = known.get(value);
    var first = there == null ? null : (T) there.get();
    if (first == null) {
      known.put(value, new WeakReference<>(value));
      return value;
    }
    return first;
  }
}
