package dev.mooring.images;

import java.nio.file.Path;

/**
 * A finished image.
 *
 * @param name with its tag, as a pod asks for it
 * @param archive what {@code ctr images import} reads
 */
public record Image(String name, Path archive) {
  /** The file in the product's folder. */
  static final String FILE = "image.tar";

  /** The image that product {@code name} with {@code key} left in its folder. */
  static Image in(Path folder, String name, Key key) {
    return new Image(named(name, key), folder.resolve(FILE));
  }

  /** The name under which product {@code name} with {@code key} is imported. */
  static String named(String name, Key key) {
    return "mooring.internal/" + name + ":" + key.brief();
  }
}
