package dev.mooring.blob;

/** What a blob can do after it was written. */
public enum BlobType {
  /** Replaced as a whole. */
  BLOCK("BlockBlob"),
  /** Grows at its end. */
  APPEND("AppendBlob");

  private final String wire;

  BlobType(String wire) {
    this.wire = wire;
  }

  /** As in the header x-ms-blob-type. */
  public String wire() {
    return wire;
  }
}
