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
import dev.mooring.scheduling.queue.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who is evicted for whom: whole gangs, all or none, as few as can be. Within a queue those
 * of a lower priority; in other queues those that {@link Reclaim} gives. Never one that runs for
 * less than the minimum, that started by its age and runs for less than that, that says it is not
 * preemptible, that has a pod that must be kept, or more pods than a disruption budget allows. For
 * the planning thread alone.
 */
final class Evictions {
  /** How many gangs of a plan could use up all tries of one. */
  private static final int GANGS_WITH_ALL_TRIES = 5;

  private static final Comparator<Gang> DISPENSABLE_FIRST =
      Comparator.comparingInt((Gang gang) -> gang.rank().priority())
          .thenComparing(Evictions::start, Comparator.reverseOrder())
          .thenComparing(Gang::id, Comparator.reverseOrder());

  /** Candidates whose weighing counts for one try. */
  private static final int WEIGHED_IN_A_TRY = 100;

  /** Who goes, and the seats that are free then. */
  record Chosen(List<Victim> victims, Seating seating) {}

  private final Board board;
  private final Occupants occupants;
  private final Placer placer;
  private final Queues queues;
  private final Budgets budgets;
  private final Settings.Preemption settings;
  private final Duration ageing;
  private final Instant now;
  private final Map<Share, List<Gang>> running = new LinkedHashMap<>();
  private final Map<GangId, Victim> victims = new HashMap<>();
  private final Set<GangId> settled = new HashSet<>();
  private int triesLeft;

  Evictions(
      Board board,
      Occupants occupants,
      Placer placer,
      Queues queues,
      Budgets budgets,
      Settings.Preemption settings,
      Duration ageing,
      Instant now,
      Collection<Gang> gangs) {
    this.board = board;
    this.occupants = occupants;
    this.placer = placer;
    this.queues = queues;
    this.budgets = budgets;
    this.settings = settings;
    this.now = now;
    this.ageing = ageing;
    gangs.stream()
        .filter(gang -> settings.on() && mayGo(gang))
        .sorted(DISPENSABLE_FIRST)
        .forEach(gang ->
            queues
                .find(gang.queue())
                .ifPresent(q -> running.computeIfAbsent(q, _ -> new ArrayList<>()).add(gang)));
    triesLeft = settings.mostTries() * GANGS_WITH_ALL_TRIES;
  }

  private boolean mayGo(Gang gang) {
    return gang.rank().preemptible()
        && gang.staying() > 0
        && gang.seated().stream().allMatch(pod -> pod.fate() != Seated.Fate.KEPT)
        && !start(gang).isAfter(now.minus(settings.minimumRun()))
        && !isSparedByAge(gang);
  }

  /**
   * Whether it got its seats because it had waited so long: it keeps them for as long, or it would
   * start only to make room for the next who is more urgent.
   */
  private boolean isSparedByAge(Gang gang) {
    var start = gang.seated().stream().map(Seated::since).min(Instant::compareTo).orElseThrow();
    return !start.isBefore(gang.rank().waitsSince().plus(ageing))
        && start.isAfter(now.minus(ageing));
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
    var candidates = candidates(gang, wanted.queue(), trial.reclaim());
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    var fewest = new Fewest(trial, candidates).find();
    triesLeft -= tries - trial.triesLeft() + candidates.size() / WEIGHED_IN_A_TRY;
    return fewest.flatMap(found ->
        trial
            .seats(found.stream().flatMap(victim -> victim.places().stream()).toList())
            .map(seating -> new Chosen(found, seating)));
  }

  private List<Victim> candidates(Gang gang, Share own, Reclaim reclaim) {
    var candidates = new ArrayList<Gang>();
    running.forEach((queue, gangs) -> {
      if (queue != own && !reclaim.mayTakeFrom(queue)) {
        return;
      }
      for (var other : gangs) {
        if (queue == own && other.rank().priority() >= gang.rank().priority()) {
          break;
        }
        if (!settled.contains(other.id()) && !other.id().equals(gang.id())) {
          candidates.add(other);
        }
      }
    });
    candidates.sort(DISPENSABLE_FIRST);
    return candidates.stream().map(this::victim).filter(Victim::mayBeEvicted).toList();
  }

  private Victim victim(Gang gang) {
    return victims.computeIfAbsent(
        gang.id(),
        id ->
            new Victim(
                gang,
                queues.find(gang.queue()).orElseThrow(),
                occupants.staying(id),
                occupants.held(id),
                budgets.protects(gang),
                budgets.admit(gang)));
  }

  /** The gang gets seats by this plan and is not evicted by it. */
  void spare(GangId gang) {
    settled.add(gang);
  }

  /** They will be evicted: others reckon with it from now on. */
  void carryOut(Chosen chosen) {
    for (var victim : chosen.victims()) {
      settled.add(victim.gang().id());
      queues.change(victim.queue(), Queues.Change.HOLDS, victim.held(), -1);
      queues.change(victim.queue(), Queues.Change.LEAVES, victim.held(), 1);
      budgets.spend(victim.budgeted());
      occupants.go(victim.gang().id());
    }
  }
}
