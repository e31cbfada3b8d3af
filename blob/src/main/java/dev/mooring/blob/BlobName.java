package dev.mooring.blob;

import dev.mooring.blob.BlobException.Code;

/** A blob in its container. Its name is any text of 1 to 1,024 characters. */
public record BlobName(ContainerName container, String name) {
  private static final int MAX_LENGTH = 1024;

  public BlobName {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      throw new BlobException(
          Code.INVALID_RESOURCE_NAME,
          "The name of a blob has 1 to %d characters; this has %d"
              .formatted(MAX_LENGTH, name.length()));
    }
    for (var i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      if (Character.getType(name.codePointAt(i)) == Character.SURROGATE) {
        throw new BlobException(
            Code.INVALID_RESOURCE_NAME, "The name of a blob has half a character, a surrogate");
      }
    }
  }

  public static BlobName of(String account, String container, String name) {
    return new BlobName(new ContainerName(account, container), name);
  }

  @Override
  public String toString() {
    return container + "/" + name;
  }
}
