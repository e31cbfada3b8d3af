package dev.mooring.blob;

/**
 * What readers are told about a blob's bytes; empty means none.
 *
 * @param md5 base64
 */
public record Content(
    String type,
    String encoding,
    String language,
    String disposition,
    String cacheControl,
    String md5) {
  public static final Content BINARY = of("application/octet-stream");

  public static Content of(String type) {
    return new Content(type, "", "", "", "", "");
  }

  public Content withMd5(String base64) {
    return new Content(type, encoding, language, disposition, cacheControl, base64);
  }
}
