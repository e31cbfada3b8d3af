package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.nio.file.Path;

/** Something that is built from inputs and kept. */
interface Product {
  /** Its folder in the cache. */
  String name();

  /** What building it is called in the progress. */
  String title();

  /**
   * Identifies all that it is made of; two builds with one key are interchangeable. How it is built
   * counts too: a change of that must change the recipe that the key begins with.
   */
  Key key();

  /**
   * Whether old ones go when it is built anew: each change of a source makes one of 100 MB and
   * more, and nothing runs from its folder.
   */
  default boolean isPassing() {
    return false;
  }

  /**
   * Builds it.
   *
   * @param key what {@link #key} returned when the build was decided
   * @param into an empty folder, published as a whole when this returns
   * @throws BuildException when a program or its result is not as needed
   */
  void build(Key key, Path into, Step step) throws IOException;
}
