package dev.mooring.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an informer remembers, without the managed fields: nobody here reads them, and they are
 * about half of an idle pod. What else a component does not read may be left out too. Thread-safe.
 */
public final class SlimItemStore<T extends HasMetadata> implements ItemStore<T> {
  private final ConcurrentMap<String, T> items = new ConcurrentHashMap<>();
  private final Consumer<? super T> trimming;

  public SlimItemStore() {
    this(item -> {});
  }

  /**
   * Remembers less.
   *
   * @param trimming takes out of an object what is not to be remembered
   */
  public SlimItemStore(Consumer<? super T> trimming) {
    this.trimming = trimming;
  }

  @Override
  public String getKey(T item) {
    return Cache.metaNamespaceKeyFunc(item);
  }

  @Override
  public @Nullable T put(String key, T item) {
    item.getMetadata().setManagedFields(List.of());
    trimming.accept(item);
    return items.put(key, item);
  }

  @Override
  public @Nullable T remove(String key) {
    return items.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return items.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return items.values().stream();
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public @Nullable T get(String key) {
    return items.get(key);
  }
}
