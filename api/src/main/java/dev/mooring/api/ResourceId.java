package dev.mooring.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The id of a resource, as Azure Resource Manager writes them: {@code
 * /subscriptions/S/resourceGroups/G/providers/Microsoft.X/types/name/subtypes/name}. Ids are the
 * same if they differ only in case; the text keeps the case it was given in.
 */
public final class ResourceId {
  private static final String PROVIDERS = "providers";

  private final String text;
  private final List<String> segments;

  private ResourceId(String text, List<String> segments) {
    this.text = text;
    this.segments = List.copyOf(segments);
  }

  /**
   * Reads an id.
   *
   * @throws IllegalArgumentException when it does not begin with a slash, has an empty segment, or
   *     ends in a type without a name
   */
  @JsonCreator
  public static ResourceId of(String text) {
    var trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    var segments = List.of(trimmed.split("/", -1));
    if (segments.size() < 3 || !segments.getFirst().isEmpty()) {
      throw wrong(text);
    }
    var rest = segments.subList(1, segments.size());
    if (rest.stream().anyMatch(String::isEmpty) || rest.size() % 2 != 0) {
      throw wrong(text);
    }
    return new ResourceId(trimmed, rest);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'%s' is not a resource id; it looks like /subscriptions/…/resourceGroups/…/providers/…"
            .formatted(text));
  }

  /** This id with one more type and name below it. */
  public ResourceId child(String type, String name) {
    return of(text + "/" + type + "/" + name);
  }

  /** This id, and below it a resource of another provider. */
  public ResourceId extension(String provider, String type, String name) {
    return of(text + "/" + PROVIDERS + "/" + provider + "/" + type + "/" + name);
  }

  /** The last segment. */
  public String name() {
    return segments.getLast();
  }

  /**
   * The full type, such as {@code Microsoft.MachineLearningServices/workspaces/jobs}; of a resource
   * group {@code Microsoft.Resources/resourceGroups}.
   */
  public String type() {
    var at = lastProvider();
    if (at < 0) {
      return "Microsoft.Resources/" + segments.get(segments.size() - 2);
    }
    var parts = new ArrayList<String>();
    parts.add(segments.get(at + 1));
    for (var i = at + 2; i < segments.size(); i += 2) {
      parts.add(segments.get(i));
    }
    return String.join("/", parts);
  }

  private int lastProvider() {
    for (var i = segments.size() - 2; i >= 0; i -= 2) {
      if (segments.get(i).equalsIgnoreCase(PROVIDERS)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether its type is this one, whatever the case. */
  public boolean isA(String type) {
    return type().equalsIgnoreCase(type);
  }

  /** What it is in; empty for a subscription. */
  public Optional<ResourceId> parent() {
    var kept = segments.subList(0, segments.size() - 2);
    if (kept.size() >= 2 && kept.get(kept.size() - 2).equalsIgnoreCase(PROVIDERS)) {
      kept = kept.subList(0, kept.size() - 2);
    }
    return kept.isEmpty() ? Optional.empty() : Optional.of(of("/" + String.join("/", kept)));
  }

  /** The value that follows a segment, such as {@code resourceGroups}. */
  public Optional<String> after(String segment) {
    for (var i = 0; i < segments.size() - 1; i += 2) {
      if (segments.get(i).equalsIgnoreCase(segment)) {
        return Optional.of(segments.get(i + 1));
      }
    }
    return Optional.empty();
  }

  /** The same for ids that are the same; for keys. */
  public String key() {
    return text.toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResourceId id && key().equals(id.key());
  }

  @Override
  public int hashCode() {
    return key().hashCode();
  }

  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
