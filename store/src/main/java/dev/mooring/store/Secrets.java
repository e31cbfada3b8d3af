package dev.mooring.store;

import java.util.Optional;

/** Small secrets, encrypted where they lie. */
public interface Secrets {

  Optional<byte[]> find(String name);

  void put(String name, byte[] secret);

  /** The one that is there, or this one if there is none; the same for all who ask at once. */
  byte[] putIfAbsent(String name, byte[] secret);

  void remove(String name);
}
