package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Demand;
import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Explanation.Limit;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.Placing;
import dev.mooring.scheduling.model.Plan;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.QueueShare;
import dev.mooring.scheduling.model.Reservation;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Settings;
import dev.mooring.scheduling.model.Snapshot;
import dev.mooring.scheduling.place.Ask;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Placer;
import dev.mooring.scheduling.place.Scorer;
import dev.mooring.scheduling.place.Seating;
import dev.mooring.scheduling.place.WeightedScorer;
import dev.mooring.scheduling.queue.Queues;
import dev.mooring.scheduling.queue.Share;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One plan in the making; for the planning thread alone. */
final class Planning {
  /** The part of a placement's tries that each set of victims is tried with. */
  private static final int TRIES_FOR_ONE_EVICTION = 20;

  private final Settings settings;
  private final Board board;
  private final Placer placer;
  private final Occupants occupants;
  private final Queues queues;
  private final Admission admission;
  private final Evictions evictions;
  private final Head head;
  private final OnceReady onceReady;
  private final Turns turns;
  private final RoomReasons reasons;
  private final Line line;
  private final Instant tooLongAgo;
  private final List<Gang> strays;
  private final Map<Placing, Scorer> scorers = new EnumMap<>(Placing.class);
  private final Map<GangId, Reservation> before;
  private final Map<GangId, Seating> kept = new LinkedHashMap<>();
  private final List<Reservation> reservations = new ArrayList<>();
  private final Map<String, QueueShare.Kept> keptByQueue = new HashMap<>();
  private final Board.Bounds withoutKept = new Board.Bounds();
  private Board.Bounds onceLeft = new Board.Bounds();

  Planning(Snapshot seen, Demand demand, Settings settings, Instant now) {
    this.settings = settings;
    var waiting = demand.gangs().stream().filter(Planning::waits).toList();
    var shapes = shapes(waiting);
    board = new Board(seen, shapes, named(demand));
    placer = new Placer(board, settings.mostTries());
    var known = demand.gangs().stream().map(Gang::id).collect(Collectors.toSet());
    occupants = new Occupants(board, known);
    onceReady = new OnceReady(seen, demand.queues(), known, shapes, settings.mostTries());
    queues = new Queues(demand.queues(), board.dimensions(), occupants.total());
    admission = new Admission(board, occupants, queues, demand.gangs());
    evictions =
        new Evictions(
            board,
            occupants,
            new Placer(board, Math.max(1, settings.mostTries() / TRIES_FOR_ONE_EVICTION)),
            queues,
            new Budgets(demand.budgets()),
            settings.preemption(),
            settings.ageing(),
            now,
            demand.gangs());
    head = new Head(board, occupants, placer);
    turns = new Turns(queues);
    reasons = new RoomReasons(board);
    for (var placing : Placing.values()) {
      scorers.put(placing, new WeightedScorer(board, settings.scores(), placing));
    }
    before =
        demand.reservations().stream()
            .collect(Collectors.toMap(Reservation::gang, r -> r, (first, _) -> first));
    keep(waiting);
    tooLongAgo = now.minus(settings.ageing());
    line = new Line(waiting, queues, Set.copyOf(kept.keySet()), tooLongAgo);
    strays = Line.strays(waiting, queues);
  }

  private static boolean waits(Gang gang) {
    return !gang.waiting().isEmpty() || gang.needed() > 0;
  }

  private static Set<PodShape> shapes(List<Gang> waiting) {
    Set<PodShape> shapes = Collections.newSetFromMap(new IdentityHashMap<>());
    waiting.forEach(gang -> gang.waiting().forEach(member -> shapes.add(member.shape())));
    return shapes;
  }

  /** Amounts that name resources, which neither nodes nor waiting pods may name. */
  private static List<Resources> named(Demand demand) {
    return Stream.concat(
            demand.gangs().stream().flatMap(gang -> gang.minimum().resources().stream()),
            demand.queues().stream().flatMap(queue -> queue.limits().capability().stream()))
        .toList();
  }

  /** Takes the seats for which room was made before anybody else is judged. */
  private void keep(List<Gang> waiting) {
    for (var gang : waiting) {
      var reservation = before.get(gang.id());
      if (reservation != null && reservation.roomWasMade()) {
        var wish = new Wish(board, gang);
        if (wish.complete()) {
          Seating.of(board, wish.ask(wish.must()), reservation.seats())
              .ifPresent(seating -> {
                seating.seat(board);
                kept.put(gang.id(), seating);
              });
        }
      }
    }
  }

  Plan plan() {
    var outcomes = new ArrayList<Outcome>();
    for (var next = line.next(); next.isPresent(); next = line.next()) {
      outcomes.add(judge(next.get()));
    }
    strays.forEach(gang -> outcomes.add(new Outcome.Waits(gang.id(), Reasons.unknownQueue(gang))));
    return new Plan(
        outcomes, admission.admitted(), queues.shares(line.counts(), keptByQueue), reservations);
  }

  private Outcome judge(Waiting waiting) {
    // Its seats are promised: they are not given up to whoever has come before it since.
    var roomWasMade = kept.containsKey(waiting.gang().id());
    giveBackKept(waiting);
    var behind = roomWasMade ? Optional.<Explanation>empty() : turns.judge(waiting);
    if (behind.isPresent()) {
      return waits(waiting, behind.get());
    }
    var gang = waiting.gang();
    var wish = new Wish(board, gang);
    var refused = admission.judge(waiting, wish);
    if (refused.isPresent()) {
      turns.refused(waiting, refused.get());
      return waits(waiting, refused.get());
    }
    var affordable = admission.affordable(waiting.queue(), wish);
    if (affordable >= wish.must()) {
      var ask = wish.ask(affordable);
      var seating = placer.place(ask, scorer(waiting), placing(waiting)).filter(s -> s.size() > 0);
      if (seating.isPresent()) {
        return start(waiting, affordable, seating.get());
      }
    }
    if (gang.needed() == 0) {
      return waits(waiting, why(waiting, wish, affordable));
    }
    var wanted = wanted(waiting, wish);
    if (waiting.queue().queue().fifo() && couldStart(waiting, wanted.ask())) {
      turns.waitsForRoom(waiting);
    }
    return onceLeft(waiting, wanted)
        .or(() -> evict(waiting, wanted))
        .orElseGet(() -> {
          // Before seats are kept for it: these would count as if somebody had them.
          var because = why(waiting, wish, affordable);
          reserve(waiting, wanted, affordable >= wish.must());
          return waits(waiting, because);
        });
  }

  private void giveBackKept(Waiting waiting) {
    var seating = kept.remove(waiting.gang().id());
    if (seating != null) {
      seating.give(board);
      board.use(new Board.Bounds());
      onceLeft = new Board.Bounds();
      head.seatsWereGiven();
    }
  }

  private Outcome start(Waiting waiting, int affordable, Seating seating) {
    var gang = waiting.gang();
    var seats = seating.names(board);
    var left = gang.waiting().stream().filter(member -> !seats.containsKey(member.id())).toList();
    occupants.sit(gang.id(), seating);
    admission.start(waiting, seating);
    evictions.spare(gang.id());
    if (left.isEmpty()) {
      return new Outcome.Starts(gang.id(), seats, Optional.empty());
    }
    var rest =
        affordable < gang.waiting().size()
            ? limit(waiting, "the rest of the gang", Ask.sum(board, left))
            : Optional.<Explanation>empty();
    return new Outcome.Starts(
        gang.id(),
        seats,
        rest.or(() ->
            Optional.of(
                reasons.of(waiting, Ask.of(board, left, 1, Map.of()), over(waiting.queue())))));
  }

  /** Waits for pods that are leaving already, if that gives it room. */
  private Optional<Outcome> onceLeft(Waiting waiting, Trial.Wanted wanted) {
    if (!occupants.anyLeaving()
        || queues.exceedsOnceLeft(waiting.queue(), wanted.ask().amounts(board)).isPresent()) {
      return Optional.empty();
    }
    var found =
        occupants.without(
            occupants.leavingPlaces(),
            onceLeft,
            () -> {
              var seating = placer.place(wanted.ask(), wanted.scorer(), wanted.placing());
              seating.ifPresent(taken -> taken.give(board));
              return seating;
            });
    return found.map(seating -> {
      promise(waiting, seating, wanted.ask().amounts(board));
      return waits(waiting, Reasons.beingMade(waiting, 0));
    });
  }

  private Optional<Outcome> evict(Waiting waiting, Trial.Wanted wanted) {
    return evictions
        .find(waiting.gang(), wanted)
        .map(chosen -> {
          evictions.carryOut(chosen);
          promise(waiting, chosen.seating(), wanted.ask().amounts(board));
          return new Outcome.Evicts(
              waiting.gang().id(),
              chosen.victims().stream().map(victim -> victim.gang().id()).toList(),
              chosen.seating().names(board),
              Reasons.beingMade(waiting, chosen.victims().size()));
        });
  }

  private void promise(Waiting waiting, Seating seating, long[] amounts) {
    queues.change(waiting.queue(), Queues.Change.HOLDS, amounts, 1);
    reserve(waiting, seating, true);
  }

  private void reserve(Waiting waiting, Seating seating, boolean roomWasMade) {
    var gang = waiting.gang();
    var names = seating.names(board);
    var amounts = new ArrayList<Resources>();
    seating.each((kind, _) -> amounts.add(kind.shape().requests()));
    seating.seat(board);
    kept.put(gang.id(), seating);
    reservations.add(new Reservation(gang.id(), names, roomWasMade));
    keptByQueue.merge(
        gang.queue(),
        QueueShare.Kept.of(names.values(), Resources.sum(amounts)),
        QueueShare.Kept::plus);
  }

  /** Keeps seats for the first gang that waits for room and nothing else. */
  private void reserve(Waiting waiting, Trial.Wanted wanted, boolean affordable) {
    if (!settings.reserves() || !affordable || head.found()) {
      return;
    }
    var known = before.get(waiting.gang().id());
    var urgently = waiting.gang().rank().waitsAtLeastSince(tooLongAgo);
    var seeker = new HeadSeats.Seeker(waiting.gang().id(), wanted.ask(), urgently);
    head.find(seeker, known == null ? Map.<PodId, String>of() : known.seats())
        .ifPresent(seating -> reserve(waiting, seating, false));
  }

  /** In a cluster where there are only pods of nobody's gang, and queues where nobody is. */
  private boolean couldStart(Waiting waiting, Ask ask) {
    return (!queues.neverMayHold(waiting.queue(), ask.amounts(board))
            && head.couldSit(waiting.gang().id(), ask, keptPlaces()))
        || onceReady.couldStart(waiting.gang());
  }

  private Explanation why(Waiting waiting, Wish wish, int affordable) {
    var asked = Math.max(wish.must(), affordable);
    var limit =
        affordable < wish.must()
            ? limit(waiting, "the gang", wish.amounts(wish.must()))
            : Optional.<Explanation>empty();
    return limit
        .or(() -> keptForOthers(waiting, wish))
        .orElseGet(() -> reasons.of(waiting, wish.ask(asked), over(waiting.queue())));
  }

  /** Whether it would fit but for the seats that are kept for others. */
  private Optional<Explanation> keptForOthers(Waiting waiting, Wish wish) {
    var first = kept.keySet().stream().filter(id -> !id.equals(waiting.gang().id())).findFirst();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    var wanted = wanted(waiting, wish);
    var fits = occupants.without(keptPlaces(), withoutKept, () -> found(wanted)).isPresent();
    return fits ? Optional.of(Reasons.keptFor(waiting, first.get())) : Optional.empty();
  }

  private List<Occupants.Place> keptPlaces() {
    var places = new ArrayList<Occupants.Place>();
    kept.values()
        .forEach(
            seating -> seating.each((kind, node) -> places.add(new Occupants.Place(kind, node))));
    return places;
  }

  /** Seats on the board as it is, given back at once. */
  private Optional<Seating> found(Trial.Wanted wanted) {
    var seating = placer.place(wanted.ask(), wanted.scorer(), wanted.placing());
    seating.ifPresent(taken -> taken.give(board));
    return seating;
  }

  /**
   * What of its queue is in the way of so much.
   *
   * @param who asks for it
   */
  private Optional<Explanation> limit(Waiting waiting, String who, long[] amounts) {
    Optional<Limit> limit = queues.exceeds(waiting.queue(), amounts);
    return limit
        .map(exceeded -> Reasons.limit(waiting, who, exceeded))
        .or(() ->
            queues
                .guaranteedToOthers(waiting.queue(), amounts)
                .map(kept ->
                    Reasons.guaranteed(
                        waiting, who, kept, queues.neverMayHold(waiting.queue(), amounts))));
  }

  private boolean over(Share queue) {
    return queues.over(queue);
  }

  private Trial.Wanted wanted(Waiting waiting, Wish wish) {
    return new Trial.Wanted(
        waiting.queue(), wish.ask(wish.must()), scorer(waiting), placing(waiting));
  }

  private Placing placing(Waiting waiting) {
    return waiting.queue().queue().placing().orElse(settings.placing());
  }

  private Scorer scorer(Waiting waiting) {
    return Optional.ofNullable(scorers.get(placing(waiting))).orElseThrow();
  }

  private static Outcome waits(Waiting waiting, Explanation because) {
    return new Outcome.Waits(waiting.gang().id(), because);
  }
}
