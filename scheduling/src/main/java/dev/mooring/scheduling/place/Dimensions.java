package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.Resources;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Resource names as positions in arrays; names that are not among them are left out of arrays. */
public final class Dimensions {
  private final List<String> names;
  private final Map<String, Integer> positions = new HashMap<>();

  public Dimensions(Collection<Resources> all) {
    var sorted = new TreeSet<String>();
    all.forEach(resources -> sorted.addAll(resources.amounts().keySet()));
    names = List.copyOf(sorted);
    for (var i = 0; i < names.size(); i++) {
      positions.put(names.get(i), i);
    }
  }

  public int size() {
    return names.size();
  }

  public String name(int dimension) {
    return names.get(dimension);
  }

  /** A GPU or the like: what is counted and named with a domain, other than slots for volumes. */
  public boolean device(int dimension) {
    var name = names.get(dimension);
    return name.indexOf('/') >= 0 && !name.startsWith("attachable-volumes");
  }

  public long[] vector(Resources resources) {
    var vector = new long[names.size()];
    resources
        .amounts()
        .forEach((name, amount) -> {
          var position = positions.get(name);
          if (position != null) {
            vector[position] = amount;
          }
        });
    return vector;
  }

  public Resources resources(long[] vector) {
    var amounts = new TreeMap<String, Long>();
    for (var i = 0; i < vector.length; i++) {
      amounts.put(names.get(i), vector[i]);
    }
    return new Resources(amounts);
  }
}
