package dev.mooring.blob;

import java.util.Optional;

/** Keys of the accounts there are, and whom else they let in. */
public interface Accounts {
  /** The shared key; empty for an unknown account. */
  Optional<byte[]> key(String account);

  /** True if a bearer token may read, or write, in this account. */
  boolean bearer(String account, String token, boolean write);
}
