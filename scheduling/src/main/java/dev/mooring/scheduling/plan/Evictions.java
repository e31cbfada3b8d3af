package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Seated;
import dev.mooring.scheduling.model.Settings;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Placer;
import dev.mooring.scheduling.place.Seating;
import dev.mooring.scheduling.queue.Queues;
import dev.mooring.scheduling.queue.Reclaim;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who is evicted for whom: whole gangs, all or none, as few as can be. Within a queue those
 * of a lower priority; in other queues those that {@link Reclaim} gives. Never one that runs for
 * less than the minimum, that says it is not preemptible, that has a pod that must be kept, or more
 * pods than a disruption budget allows. For the planning thread alone.
 */
final class Evictions {
  /** How many times the tries of one gang all gangs of a plan have together. */
  private static final int GANGS_WITH_ALL_TRIES = 10;

  /** Who goes, and the seats that are free then. */
  record Chosen(List<Victim> victims, Seating seating) {}

  private final Board board;
  private final Occupants occupants;
  private final Placer placer;
  private final Queues queues;
  private final Budgets budgets;
  private final Settings.Preemption settings;
  private final Instant now;
  private final List<Gang> running;
  private final Set<GangId> gone = new HashSet<>();
  private int triesLeft;

  Evictions(
      Board board,
      Occupants occupants,
      Placer placer,
      Queues queues,
      Budgets budgets,
      Settings.Preemption settings,
      Instant now,
      Collection<Gang> gangs) {
    this.board = board;
    this.occupants = occupants;
    this.placer = placer;
    this.queues = queues;
    this.budgets = budgets;
    this.settings = settings;
    this.now = now;
    running =
        gangs.stream()
            .filter(this::mayGo)
            .sorted(
                Comparator.comparingInt((Gang gang) -> gang.rank().priority())
                    .thenComparing(Evictions::start, Comparator.reverseOrder())
                    .thenComparing(Gang::id))
            .toList();
    triesLeft = settings.mostTries() * GANGS_WITH_ALL_TRIES;
  }

  private boolean mayGo(Gang gang) {
    return gang.rank().preemptible()
        && gang.staying() > 0
        && gang.seated().stream().allMatch(pod -> pod.fate() != Seated.Fate.KEPT)
        && !start(gang).isAfter(now.minus(settings.minimumRun()));
  }

  private static Instant start(Gang gang) {
    return gang.progress()
        .startedAt()
        .orElseGet(
            () -> gang.seated().stream().map(Seated::since).max(Instant::compareTo).orElseThrow());
  }

  /** Victims for a gang that does not fit; nothing changes yet. */
  Optional<Chosen> find(Gang gang, Trial.Wanted wanted) {
    if (!settings.on() || !gang.rank().mayPreempt() || triesLeft <= 0 || running.isEmpty()) {
      return Optional.empty();
    }
    var tries = Math.min(triesLeft, settings.mostTries());
    var trial = new Trial(board, occupants, placer, queues, budgets, wanted, tries);
    var candidates = candidates(gang, wanted, trial.reclaim());
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    var victims = new Fewest(trial, candidates).find();
    triesLeft -= tries - trial.triesLeft();
    return victims.flatMap(found ->
        trial
            .seats(found.stream().flatMap(victim -> victim.places().stream()).toList())
            .map(seating -> new Chosen(found, seating)));
  }

  private List<Victim> candidates(Gang gang, Trial.Wanted wanted, Reclaim reclaim) {
    return running.stream()
        .filter(other -> !gone.contains(other.id()) && !other.id().equals(gang.id()))
        .flatMap(other ->
            queues.find(other.queue()).stream()
                .filter(queue ->
                    queue == wanted.queue()
                        ? other.rank().priority() < gang.rank().priority()
                        : reclaim.mayTakeFrom(queue))
                .map(queue ->
                    new Victim(
                        other,
                        queue,
                        occupants.staying(other.id()),
                        occupants.held(other.id()),
                        budgets.protects(other))))
        .toList();
  }

  /** They will be evicted: others reckon with it from now on. */
  void carryOut(Chosen chosen) {
    for (var victim : chosen.victims()) {
      gone.add(victim.gang().id());
      queues.change(victim.queue(), Queues.Change.HOLDS, victim.held(), -1);
      queues.change(victim.queue(), Queues.Change.LEAVES, victim.held(), 1);
      budgets.spend(victim.budgeted());
      occupants.go(victim.gang().id());
    }
  }
}
