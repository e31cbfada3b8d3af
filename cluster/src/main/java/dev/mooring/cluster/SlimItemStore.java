package dev.mooring.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an informer remembers, without the managed fields: nobody here reads them, and they are
 * about half of an idle pod. What else a component does not read may be left out too, and what has
 * come to its end is packed: there may be thousands of it, read once in a while. Thread-safe.
 */
public final class SlimItemStore<T extends HasMetadata> implements ItemStore<T> {
  private final ConcurrentMap<String, Kept<T>> items = new ConcurrentHashMap<>();
  private final UnaryOperator<T> trimming;
  private final Predicate<? super T> ended;
  private final AtomicReference<@Nullable Packing<T>> packing = new AtomicReference<>();

  private sealed interface Kept<T> {
    T object();

    record Whole<T>(T object) implements Kept<T> {}

    record Small<T>(Packing.Packed<T> packed) implements Kept<T> {
      @Override
      public T object() {
        return packed.unpack();
      }
    }
  }

  /**
   * Remembers less.
   *
   * @param trimming returns what is to be remembered of an object, which may be the object itself
   *     with less in it
   */
  public SlimItemStore(UnaryOperator<T> trimming) {
    this(trimming, item -> false);
  }

  /**
   * Remembers less, and little of what has ended.
   *
   * @param trimming returns what is to be remembered of an object
   * @param ended whether an object will hardly change any more
   */
  public SlimItemStore(UnaryOperator<T> trimming, Predicate<? super T> ended) {
    this.trimming = trimming;
    this.ended = ended;
  }

  @Override
  public String getKey(T item) {
    return Cache.metaNamespaceKeyFunc(item);
  }

  @Override
  public @Nullable T put(String key, T item) {
    item.getMetadata().setManagedFields(List.of());
    var slim = trimming.apply(item);
    return object(
        items.put(
            key,
            ended.test(slim)
                ? new Kept.Small<>(packing(slim).pack(slim))
                : new Kept.Whole<>(slim)));
  }

  private Packing<T> packing(T item) {
    var known = packing.get();
    if (known != null) {
      return known;
    }
    var first = Packing.like(item);
    var other = packing.compareAndExchange(null, first);
    return other == null ? first : other;
  }

  /** Remembers less of an object, if it is still the one that is remembered. */
  void reduce(T item, T less) {
    items.computeIfPresent(
        getKey(item),
        (_, kept) ->
            kept instanceof Kept.Whole<T>(var there) && isSame(there, item)
                ? new Kept.Whole<>(less)
                : kept);
  }

  /** The very object: comparing what is in them would be slow, and of no use. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Object one, Object other) {
    return one == other;
  }

  private static <T> @Nullable T object(@Nullable Kept<T> kept) {
    return kept == null ? null : kept.object();
  }

  @Override
  public @Nullable T remove(String key) {
    return object(items.remove(key));
  }

  @Override
  public Stream<String> keySet() {
    return items.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return items.values().stream().map(Kept::object);
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public @Nullable T get(String key) {
    return object(items.get(key));
  }
}
