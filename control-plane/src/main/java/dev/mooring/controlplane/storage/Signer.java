package dev.mooring.controlplane.storage;

import java.net.URI;
import java.time.Instant;

/** Makes addresses that open a container or a blob for a time, to whoever has them. */
public interface Signer {
  /**
   * The address of a container, signed.
   *
   * @param permissions letters of a shared access signature, such as {@code rl}
   */
  URI container(Account account, String container, String permissions, Instant expiry);

  /** As {@link #container}, for what lies in a folder of it. */
  URI folder(Account account, String container, String folder, String permissions, Instant expiry);

  /** As {@link #container}, for one blob to be read. */
  URI readBlob(Account account, String container, String blob, Instant expiry);
}
