package dev.mooring.blob;

/** A blob to be written. */
public record Upload(BlobType type, Description description) {
  /** A block blob that is bytes and nothing else. */
  public static final Upload BINARY = new Upload(BlobType.BLOCK, Description.BINARY);

  /**
   * With the MD5 of its bytes where the sender gave none; that of an append blob would not last.
   */
  public Upload withMd5(String base64) {
    var content = description.content();
    return type == BlobType.APPEND || !content.md5().isEmpty()
        ? this
        : new Upload(type, description.withContent(content.withMd5(base64)));
  }
}
