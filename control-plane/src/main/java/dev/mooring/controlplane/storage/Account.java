package dev.mooring.controlplane.storage;

import java.net.URI;
import java.util.Arrays;

/**
 * A storage account.
 *
 * @param endpoint such as {@code https://moor0123456789.blob.core.mooring.internal:8443}
 * @param key 64 bytes, which sign everything
 */
public record Account(String name, URI endpoint, Key key) {

  /** The shared key; its text does not show it. */
  public static final class Key {
    private final byte[] bytes;

    public Key(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Key[…]";
    }
  }
}
