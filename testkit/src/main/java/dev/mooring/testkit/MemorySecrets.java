package dev.mooring.testkit;

import dev.mooring.store.Secrets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Thread-safe by its mutex. */
final class MemorySecrets implements Secrets {
  private final Mutex mutex;
  private final Map<String, byte[]> secrets = new HashMap<>();

  MemorySecrets(Mutex mutex) {
    this.mutex = mutex;
  }

  @Override
  public Optional<byte[]> find(String name) {
    return mutex.alone(() -> Optional.ofNullable(secrets.get(name)).map(byte[]::clone));
  }

  @Override
  public void put(String name, byte[] secret) {
    mutex.alone(() -> Optional.ofNullable(secrets.put(name, secret.clone())));
  }

  @Override
  public byte[] putIfAbsent(String name, byte[] secret) {
    return mutex.alone(() -> secrets.computeIfAbsent(name, key -> secret.clone()).clone());
  }

  @Override
  public void remove(String name) {
    mutex.alone(() -> Optional.ofNullable(secrets.remove(name)));
  }
}
