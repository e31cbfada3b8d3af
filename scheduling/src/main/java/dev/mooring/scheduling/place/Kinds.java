package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.PodTerm;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Volume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shapes made ready, each sort once; for the planning thread alone. */
final class Kinds {
  private record Room(Resources requests, Fit.Key fit) {}

  private record Alike(Resources requests, Fit.Key fit, Kind.Ties ties) {}

  private final Node[] nodes;
  private final Dimensions dimensions;
  private final Tallies tallies;
  private final Attachments attachments;
  private final Stock stock;
  private final @Nullable Bits ready;
  private final IdentityHashMap<PodShape, Kind> seen = new IdentityHashMap<>();
  private final Map<Room, Integer> rooms = new HashMap<>();
  private final Map<Alike, Kind> alike = new HashMap<>();
  private final Map<Fit.Key, Fit> fits = new HashMap<>();
  private boolean placing = true;
  private int next;

  Kinds(
      Node[] nodes, Dimensions dimensions, Tallies tallies, Attachments attachments, Stock stock) {
    this.nodes = nodes;
    this.dimensions = dimensions;
    this.tallies = tallies;
    this.attachments = attachments;
    this.stock = stock;
    this.ready = Fit.ready(nodes);
  }

  /** From now on shapes that are new are those of pods that have seats and need no other. */
  void onlySeatedFromNow() {
    placing = false;
  }

  Kind of(PodShape shape) {
    var known = seen.get(shape);
    if (known != null) {
      return known;
    }
    var kind = find(shape);
    seen.put(shape, kind);
    return kind;
  }

  private Kind find(PodShape shape) {
    var fit = new Fit.Key(shape.nodes(), Stock.alike(shape.local().volumes()));
    var key = new Alike(shape.requests(), fit, ties(shape));
    return alike.computeIfAbsent(key, _ -> make(shape, fit, key.ties()));
  }

  private Kind make(PodShape shape, Fit.Key key, Kind.Ties ties) {
    var need = dimensions.vector(shape.requests());
    var needed = IntStream.range(0, need.length).filter(d -> need[d] > 0).toArray();
    var devices = IntStream.of(needed).anyMatch(dimensions::device);
    var fit = fits.computeIfAbsent(key, k -> Fit.of(k, nodes, stock, ready));
    var room = rooms.computeIfAbsent(new Room(shape.requests(), key), _ -> rooms.size());
    return new Kind(next++, room, shape, need, needed, devices, fit, ties);
  }

  private Kind.Ties ties(PodShape shape) {
    var company = shape.company();
    var counted = new ArrayList<>(tallies.counting(shape));
    company.apart().forEach(term -> counted.add(tallies.holding(term)));
    counted.sort(Comparator.comparingInt(Tally::number));
    if (!placing) {
      return Kind.Ties.ofSeated(List.copyOf(counted), things(shape));
    }
    var near =
        company.near().stream()
            .map(term -> tallies.matching(company.near(), term.topologyKey()))
            .toList();
    var first = company.near().stream().allMatch(term -> term.selects(shape));
    return new Kind.Ties(
        List.copyOf(counted),
        near,
        first,
        apart(shape, company.apart()),
        shape.spreads().stream()
            .map(s ->
                new Kind.Evenly(
                    s, tallies.spreading(shape, s), s.selector().selects(shape.labels()) ? 1 : 0))
            .toList(),
        likings(shape),
        things(shape));
  }

  private Kind.Things things(PodShape shape) {
    return new Kind.Things(
        shape.local().ports(), exclusive(shape), attachments.of(shape), stock.of(shape));
  }

  private List<Tally> apart(PodShape shape, List<PodTerm> own) {
    return Stream.concat(own.stream().map(tallies::matching), tallies.shunning(shape).stream())
        .sorted(Comparator.comparingInt(Tally::number))
        .toList();
  }

  private List<Kind.Liking> likings(PodShape shape) {
    var company = shape.company();
    return Stream.concat(
            company.preferNear().stream()
                .map(p -> new Kind.Liking(p.weight(), tallies.matching(p.term()))),
            company.preferApart().stream()
                .map(p -> new Kind.Liking(-p.weight(), tallies.matching(p.term()))))
        .toList();
  }

  private static List<String> exclusive(PodShape shape) {
    return shape.local().volumes().stream()
        .filter(Volume.Exclusive.class::isInstance)
        .map(volume -> shape.namespace() + "/" + volume.claim())
        .toList();
  }
}
