package dev.mooring.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.cli.bench.AgentMemory.Use;
import dev.mooring.cli.rest.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the figures of {@code moor bench memory} are shown. */
final class MemoryFigures {
  private MemoryFigures() {}

  static ObjectNode tree(List<Use> before, List<Use> held) {
    var tree = Json.object();
    put(tree, "now", before);
    if (!held.isEmpty()) {
      put(tree, "withFinishedJobs", held);
    }
    return tree;
  }

  private static void put(ObjectNode tree, String name, List<Use> uses) {
    var array = tree.putArray(name);
    for (var use : uses) {
      array
          .addObject()
          .put("component", use.component())
          .put("workingSetMiB", use.workingSet())
          .put("residentMiB", use.resident())
          .put("proportionalMiB", use.proportional());
    }
  }

  static String text(List<Use> before, List<Use> held) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("COMPONENT", "WORKING SET MiB", "RESIDENT MiB", "PROPORTIONAL MiB"));
    before.forEach(use -> rows.add(row(use.component(), use)));
    rows.add(
        List.of(
            "together",
            number(before.stream().mapToDouble(Use::workingSet).sum()),
            number(before.stream().mapToDouble(Use::resident).sum()),
            number(before.stream().mapToDouble(Use::proportional).sum())));
    held.forEach(use -> rows.add(row(use.component() + ", jobs held", use)));
    return Table.aligned(rows);
  }

  private static List<String> row(String name, Use use) {
    return List.of(
        name, number(use.workingSet()), number(use.resident()), number(use.proportional()));
  }

  private static String number(double mebibytes) {
    return String.format(Locale.ROOT, "%.1f", mebibytes);
  }
}
