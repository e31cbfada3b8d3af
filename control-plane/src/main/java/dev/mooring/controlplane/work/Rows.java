package dev.mooring.controlplane.work;

import dev.mooring.api.ResourceId;
import dev.mooring.store.Resources;
import dev.mooring.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads lists of resources to their end. */
public final class Rows {
  private static final int PAGE = 500;

  private Rows() {}

  /**
   * All resources of a type.
   *
   * @param parent empty for all there are
   */
  public static List<Row> all(Resources resources, Optional<ResourceId> parent, String type) {
    var rows = new ArrayList<Row>();
    Optional<String> after = Optional.empty();
    while (true) {
      var page = resources.list(parent, type, after, PAGE);
      rows.addAll(page);
      if (page.size() < PAGE) {
        return List.copyOf(rows);
      }
      after = Optional.of(page.getLast().id().key());
    }
  }
}
