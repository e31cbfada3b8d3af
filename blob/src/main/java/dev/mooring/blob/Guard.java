package dev.mooring.blob;

import java.util.Optional;

/**
 * What must hold for a write. The backend asks it while nobody else can write the blob; before it
 * takes a long body it may ask too.
 */
@FunctionalInterface
public interface Guard {
  /** Whatever is there. */
  Guard NONE = current -> {};

  /**
   * Looks at the blob as it is, or at its absence.
   *
   * @throws BlobException if the write may not be done
   */
  void check(Optional<BlobInfo> current);

  /** Both must hold. */
  default Guard and(Guard other) {
    return current -> {
      check(current);
      other.check(current);
    };
  }
}
