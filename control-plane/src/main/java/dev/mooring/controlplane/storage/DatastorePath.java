package dev.mooring.controlplane.storage;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in a datastore, as jobs name their inputs.
 *
 * @param datastore its name, in the case that was given
 * @param path without a slash at the beginning; a folder may end in one
 */
public record DatastorePath(String datastore, String path) {
  private static final Pattern FORM =
      Pattern.compile(
          "azureml://(?:subscriptions/[^/]+/resourcegroups/[^/]+/(?:providers/Microsoft\\.MachineLearningServices/)?workspaces/[^/]+/)?datastores/([^/]+)/paths/(.*)",
          Pattern.CASE_INSENSITIVE);

  /** Reads {@code azureml://datastores/D/paths/P}, or its long form; empty for anything else. */
  public static Optional<DatastorePath> parse(String uri) {
    var found = FORM.matcher(uri);
    return found.matches()
        ? Optional.of(new DatastorePath(found.group(1), found.group(2).replaceFirst("^/+", "")))
        : Optional.empty();
  }
}
