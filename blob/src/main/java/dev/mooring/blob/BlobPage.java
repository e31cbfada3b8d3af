package dev.mooring.blob;

import java.util.List;

/**
 * Blobs of a container in the order of their names' UTF-8 bytes.
 *
 * @param next the marker of the next page; empty if this is the last
 */
public record BlobPage(List<Entry> entries, String next) {
  public BlobPage {
    entries = List.copyOf(entries);
  }

  /** A blob, or what many blobs' names begin with. */
  public sealed interface Entry {
    /** A blob. */
    record Found(BlobInfo info) implements Entry {}

    /** Blobs grouped by a delimiter. */
    record Prefix(String name) implements Entry {}
  }

  /** The blobs without the groups. */
  public List<BlobInfo> blobs() {
    return entries.stream()
        .filter(Entry.Found.class::isInstance)
        .map(entry -> ((Entry.Found) entry).info())
        .toList();
  }
}
