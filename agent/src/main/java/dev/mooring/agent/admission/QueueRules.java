package dev.mooring.agent.admission;

import dev.mooring.agent.admission.Ruling.Allowed;
import dev.mooring.agent.admission.Ruling.Refused;
import dev.mooring.cluster.admission.KnownQueue;
import dev.mooring.crd.Queue;
import dev.mooring.crd.QueuePath;
import dev.mooring.crd.QueueSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Which queues may be, beside those that there are. */
final class QueueRules {
  private QueueRules() {}

  /** Of one that is made or changed. */
  static Ruling check(String name, QueueSpec spec, List<KnownQueue> known) {
    var others = byName(known);
    others.remove(name);
    return parent(name, spec, others)
        .or(() -> loop(name, spec, others))
        .or(() -> ownPromise(name, spec))
        .or(() -> parentsPromise(name, spec, others))
        .or(() -> childrensPromises(name, spec, others))
        .<Ruling>map(Function.identity())
        .orElseGet(() -> new Allowed(beyondParent(name, spec, others)));
  }

  /**
   * Of one that is deleted.
   *
   * @param gangsOf how many of a queue's have not ended; asked last, for it takes a while
   */
  static Ruling checkDeletion(String name, List<KnownQueue> known, ToLongFunction<String> gangsOf) {
    if (name.equals(Queue.DEFAULT)) {
      return new Refused(
          "Queue 'default' cannot be deleted: gangs that name no queue are its; close it instead: "
              + close(name));
    }
    var children =
        known.stream()
            .filter(queue -> queue.spec().parent().equals(name))
            .map(KnownQueue::name)
            .sorted()
            .toList();
    if (!children.isEmpty()) {
      return new Refused(
          "Queue '%s' is the parent of %s; delete those first, or give them another parent"
              .formatted(name, quoted(children)));
    }
    var gangs = gangsOf.applyAsLong(name);
    return gangs == 0
        ? Ruling.ALLOWED
        : new Refused(
            "Queue '%s' has %d gang%s that %s not ended; close the queue, and delete it when none is left: %s"
                .formatted(
                    name, gangs, gangs == 1 ? "" : "s", gangs == 1 ? "has" : "have", close(name)));
  }

  private static String close(String name) {
    return "kubectl annotate queue %s %s=true".formatted(name, Queue.CLOSED_ANNOTATION);
  }

  /** Of a gang that is to wait in a queue. */
  static Ruling checkEntry(String queue, List<KnownQueue> known) {
    var queues = byName(known);
    if (!queues.containsKey(queue)) {
      return new Refused(
          "There is no queue '%s'; name one of %s, or make it"
              .formatted(queue, quoted(known.stream().map(KnownQueue::name).sorted().toList())));
    }
    return QueuePath.closed(queue, queues, it -> it.spec().parent(), KnownQueue::toldToClose)
        .<Ruling>map(closed ->
            new Refused(
                "Queue '%s' is %s and takes no new gangs; name another, or open it: kubectl annotate queue %s %s-"
                    .formatted(
                        queue,
                        closed.equals(queue)
                            ? "closed"
                            : "below '%s', which is closed,".formatted(closed),
                        closed,
                        Queue.CLOSED_ANNOTATION)))
        .orElse(Ruling.ALLOWED);
  }

  private static SortedMap<String, KnownQueue> byName(List<KnownQueue> known) {
    return known.stream()
        .collect(
            Collectors.toMap(KnownQueue::name, Function.identity(), (one, _) -> one, TreeMap::new));
  }

  private static boolean isBelowRoot(QueueSpec spec) {
    return spec.parent().isEmpty() || spec.parent().equals(Queue.ROOT);
  }

  private static Optional<Refused> parent(
      String name, QueueSpec spec, Map<String, KnownQueue> others) {
    if (isBelowRoot(spec) || spec.parent().equals(name) || others.containsKey(spec.parent())) {
      return Optional.empty();
    }
    return Optional.of(
        new Refused(
            "Queue '%s' names the parent '%s', and there is no such queue; make that first, or name none for one below the root"
                .formatted(name, spec.parent())));
  }

  private static Optional<Refused> loop(
      String name, QueueSpec spec, Map<String, KnownQueue> others) {
    var path = new LinkedHashSet<>(List.of(name));
    var at = spec;
    while (!isBelowRoot(at)) {
      if (!path.add(at.parent())) {
        return Optional.of(
            new Refused(
                "Queue '%s' would be below itself: %s, %s; name a parent that is not below it"
                    .formatted(name, String.join(", ", path), at.parent())));
      }
      var above = others.get(at.parent());
      if (above == null) {
        return Optional.empty();
      }
      at = above.spec();
    }
    return Optional.empty();
  }

  private static Optional<Refused> ownPromise(String name, QueueSpec spec) {
    return beyond(amounts(spec.guarantee().resource()), amounts(spec.capability()))
        .map(resource ->
            new Refused(
                "Queue '%s' is promised more %s than it may have: guarantee %s, capability %s; lower the one or raise the other"
                    .formatted(
                        name,
                        resource,
                        spec.guarantee().resource().get(resource),
                        spec.capability().get(resource))));
  }

  private static Optional<Refused> parentsPromise(
      String name, QueueSpec spec, Map<String, KnownQueue> others) {
    var parent = Optional.ofNullable(others.get(spec.parent()));
    if (parent.isEmpty() || isBelowRoot(spec)) {
      return Optional.empty();
    }
    var children = new ArrayList<QueueSpec>();
    children.add(spec);
    childrenOf(spec.parent(), others).forEach(child -> children.add(child.spec()));
    return tooMuch(children, parent.get().spec())
        .map(excess ->
            new Refused(
                "With queue '%s' the queues below '%s' are promised %s of %s, and '%s' itself %s %s; lower the guarantee of '%s' or raise the %s of '%s'"
                    .formatted(
                        name,
                        spec.parent(),
                        excess.sum().toPlainString(),
                        excess.resource(),
                        spec.parent(),
                        excess.guaranteed() ? "is promised" : "may have",
                        excess.bound().toPlainString(),
                        name,
                        excess.guaranteed() ? "guarantee" : "capability",
                        spec.parent())));
  }

  private static Optional<Refused> childrensPromises(
      String name, QueueSpec spec, Map<String, KnownQueue> others) {
    var children = childrenOf(name, others).stream().map(KnownQueue::spec).toList();
    return tooMuch(children, spec)
        .map(excess ->
            new Refused(
                "The queues below '%s' are promised %s of %s, more than the %s that it would have itself; lower theirs first"
                    .formatted(
                        name,
                        excess.sum().toPlainString(),
                        excess.resource(),
                        excess.bound().toPlainString())));
  }

  private static List<KnownQueue> childrenOf(String name, Map<String, KnownQueue> queues) {
    return queues.values().stream().filter(queue -> queue.spec().parent().equals(name)).toList();
  }

  /**
   * More of a resource than there may be.
   *
   * @param guaranteed whether the bound is the parent's guarantee, and not its capability
   */
  private record Excess(String resource, BigDecimal sum, BigDecimal bound, boolean guaranteed) {}

  /**
   * A parent that guarantees a resource bounds what is promised of it below, and else its
   * capability does; a resource that it names in neither has no bound.
   */
  private static Optional<Excess> tooMuch(List<QueueSpec> children, QueueSpec parent) {
    var bounds = new TreeMap<>(amounts(parent.capability()));
    bounds.putAll(amounts(parent.guarantee().resource()));
    var sums = new TreeMap<String, BigDecimal>();
    for (var child : children) {
      amounts(child.guarantee().resource())
          .forEach((resource, amount) -> sums.merge(resource, amount, BigDecimal::add));
    }
    return beyond(sums, bounds)
        .map(resource ->
            new Excess(
                resource,
                sums.getOrDefault(resource, BigDecimal.ZERO),
                bounds.getOrDefault(resource, BigDecimal.ZERO),
                parent.guarantee().resource().containsKey(resource)));
  }

  /** The first resource that there is more of than its bound. */
  private static Optional<String> beyond(
      Map<String, BigDecimal> amounts, Map<String, BigDecimal> bounds) {
    return amounts.entrySet().stream()
        .filter(amount -> bounds.containsKey(amount.getKey()))
        .filter(amount ->
            amount.getValue().compareTo(bounds.getOrDefault(amount.getKey(), BigDecimal.ZERO)) > 0)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static SortedMap<String, BigDecimal> amounts(Map<String, Quantity> quantities) {
    var amounts = new TreeMap<String, BigDecimal>();
    quantities.forEach((name, quantity) -> amounts.put(name, quantity.getNumericalAmount()));
    return amounts;
  }

  private static List<String> beyondParent(
      String name, QueueSpec spec, Map<String, KnownQueue> others) {
    var parent = others.get(spec.parent());
    if (parent == null) {
      return List.of();
    }
    return beyond(amounts(spec.capability()), amounts(parent.spec().capability()))
        .map(resource ->
            "queue '%s' may have more %s than its parent '%s'; the parent's capability holds"
                .formatted(name, resource, spec.parent()))
        .stream()
        .toList();
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }
}
