package dev.mooring.testkit;

import static dev.mooring.testkit.Fixtures.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link dev.mooring.store.Secrets} promises. */
interface SecretsContract {
  Store store();

  @Test
  default void aSecretIsReadAsItWasPut() {
    var name = unique("storage/");
    var secret = new byte[] {0, -1, 7};
    assertThat(store().secrets().find(name)).isEmpty();
    store().secrets().put(name, secret);
    assertThat(store().secrets().find(name).orElseThrow()).containsExactly(0, -1, 7);
    secret[0] = 9;
    assertThat(store().secrets().find(name).orElseThrow()).containsExactly(0, -1, 7);
    store().secrets().put(name, new byte[0]);
    assertThat(store().secrets().find(name).orElseThrow()).isEmpty();
    store().secrets().remove(name);
    assertThat(store().secrets().find(name)).isEmpty();
  }

  @Test
  default void allWhoPutAtOnceGetTheSame() throws Exception {
    var name = unique("key/");
    var got = new HashSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          IntStream.range(0, 8)
              .mapToObj(i ->
                  (Callable<byte[]>)
                      () ->
                          store()
                              .secrets()
                              .putIfAbsent(name, unique("s").getBytes(StandardCharsets.UTF_8)))
              .toList();
      for (var secret : threads.invokeAll(calls)) {
        got.add(new String(secret.get(), StandardCharsets.UTF_8));
      }
    }
    var kept = store().secrets().find(name).orElseThrow();
    assertThat(got).containsExactly(new String(kept, StandardCharsets.UTF_8));
  }
}
