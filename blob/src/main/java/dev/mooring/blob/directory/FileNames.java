package dev.mooring.blob.directory;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The way from a blob's name to a file's. Each part between slashes becomes a folder, the last a
 * file, so that a listing reads only the folders it needs. What is not plain ASCII is written in
 * base64, and a part too long for a file name is cut: its first 180 bytes are a folder of its own
 * kind. A part is cut whenever it has that many, so that all names which begin with the same 180
 * bytes are in that folder and none beside it: order is kept. Every name ends in "~" and a letter,
 * so "." and ".." cannot come out.
 */
final class FileNames {
  /** What a file or folder of the tree stands for. */
  enum Kind {
    BLOB('b'),
    FOLDER('d'),
    CUT('c');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }
  }

  /**
   * A file or folder of the tree.
   *
   * @param key what it adds to the key; a folder's ends in a slash
   */
  record Entry(Kind kind, String key, String file) {}

  private static final int CUT_BYTES = 180;

  /** Linux takes paths of 4,096 bytes; the rest is for where the store is. */
  private static final int MAX_PATH = 3500;

  private FileNames() {}

  /** The file names of the path to a blob, by its key. */
  static List<String> path(String key) {
    var path = new ArrayList<String>();
    var at = 0;
    for (var slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', at)) {
      part(key.substring(at, slash), Kind.FOLDER, path);
      at = slash + 1;
    }
    part(key.substring(at), Kind.BLOB, path);
    if (path.stream().mapToInt(part -> part.length() + 1).sum() > MAX_PATH) {
      throw new BlobException(
          Code.INVALID_RESOURCE_NAME,
          "The name of the blob has %d bytes in UTF-8, more than fit into a path; shorten it"
              .formatted(key.length()));
    }
    return path;
  }

  /** What a file of the tree stands for. */
  static Entry entry(String file) {
    var end = file.length() - 2;
    var kind = kind(file.charAt(end + 1));
    var text = file.substring(0, end);
    var part =
        text.startsWith("=")
            ? new String(
                Base64.getUrlDecoder().decode(text.substring(1)), StandardCharsets.ISO_8859_1)
            : text;
    return new Entry(kind, kind == Kind.FOLDER ? part + "/" : part, file);
  }

  private static Kind kind(char letter) {
    for (var kind : Kind.values()) {
      if (kind.letter == letter) {
        return kind;
      }
    }
    throw new IllegalArgumentException("No kind of file is '%s'".formatted(letter));
  }

  private static void part(String key, Kind kind, List<String> path) {
    var at = 0;
    for (; key.length() - at >= CUT_BYTES; at += CUT_BYTES) {
      path.add(file(key.substring(at, at + CUT_BYTES), Kind.CUT));
    }
    path.add(file(key.substring(at), kind));
  }

  private static String file(String part, Kind kind) {
    var plain =
        !part.startsWith("=") && part.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '~');
    var text =
        plain
            ? part
            : "="
                + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(part.getBytes(StandardCharsets.ISO_8859_1));
    return text + "~" + kind.letter;
  }
}
