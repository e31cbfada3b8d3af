package dev.mooring.blob.signing;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.Guard;

/** A request may be done. */
public enum Grant {
  FULL,
  /** Only new blobs may be written: permission c without w. */
  CREATE_ONLY;

  /** What must hold of a blob that is written. */
  public Guard guard() {
    return switch (this) {
      case FULL -> Guard.NONE;
      case CREATE_ONLY ->
          current -> {
            if (current.isPresent()) {
              throw new BlobException(
                  Code.UNAUTHORIZED_BLOB_OVERWRITE,
                  "The signature lets create blobs and not replace '%s'; ask for permission w"
                      .formatted(current.get().name()));
            }
          };
    };
  }
}
