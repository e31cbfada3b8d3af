package dev.mooring.blob;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What a writer says about a blob beside its bytes. Metadata names are in lower case. */
public record Description(Content content, Map<String, String> metadata) {
  public static final Description BINARY = new Description(Content.BINARY, Map.of());

  public Description {
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  public Description withContent(Content other) {
    return new Description(other, metadata);
  }

  public Description withMetadata(Map<String, String> other) {
    return new Description(content, other);
  }
}
