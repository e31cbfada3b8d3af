package dev.mooring.testkit;

import dev.mooring.store.Claim;
import dev.mooring.store.Task;
import dev.mooring.store.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Thread-safe by its mutex. */
final class MemoryTasks implements Tasks {
  /** How long a task may stay unseen that was passed over. */
  private static final Duration POLL = Duration.ofMillis(500);

  private final Mutex mutex;
  private final InstantSource clock;
  private final Map<Name, Entry> entries = new HashMap<>();
  private long tokens;
  private long rings;
  private long listened;
  private boolean closed;

  MemoryTasks(Mutex mutex, InstantSource clock) {
    this.mutex = mutex;
    this.clock = clock;
  }

  private record Name(String kind, String subject) {}

  /**
   * @param readyAt when it is due or, claimed, when its lease ends
   * @param again when it is due again, if it was added while claimed
   */
  private record Entry(
      Optional<String> agent,
      Instant readyAt,
      Optional<Claim> claim,
      int attempts,
      Optional<Instant> again) {

    Entry added(Optional<String> by, Instant at) {
      return claim.isPresent()
          ? new Entry(by, readyAt, claim, attempts, Optional.of(earlier(again, at)))
          : new Entry(by, earlier(Optional.of(readyAt), at), claim, attempts, again);
    }

    Entry ofNobody(String once) {
      return agent.filter(once::equals).isPresent()
          ? new Entry(Optional.empty(), readyAt, claim, attempts, again)
          : this;
    }

    Entry dueAgain(Instant at, int afterAttempts) {
      return new Entry(agent, at, Optional.empty(), afterAttempts, Optional.empty());
    }

    Entry until(Instant leaseEnds) {
      return new Entry(agent, leaseEnds, claim, attempts, again);
    }

    static Instant earlier(Optional<Instant> one, Instant other) {
      return one.filter(other::isAfter).orElse(other);
    }
  }

  @Override
  public void add(Task task) {
    mutex.alone(() -> {
      var due = clock.instant().plus(task.after());
      var name = new Name(task.kind(), task.subject());
      var fresh = new Entry(task.agent(), due, Optional.empty(), 0, Optional.empty());
      entries.merge(name, fresh, (old, added) -> old.added(task.agent(), due));
      return ring();
    });
  }

  @Override
  public List<Claim> claim(Set<String> kinds, Set<String> agents, Duration lease, int most) {
    return mutex.alone(() -> {
      listened = rings;
      var now = clock.instant();
      return entries.entrySet().stream()
          .filter(entry -> kinds.contains(entry.getKey().kind()))
          .filter(entry -> entry.getValue().agent().map(agents::contains).orElse(true))
          .filter(entry -> !entry.getValue().readyAt().isAfter(now))
          .sorted(Comparator.comparing(entry -> entry.getValue().readyAt()))
          .limit(most)
          .toList()
          .stream()
          .map(entry -> claim(entry, now, lease))
          .toList();
    });
  }

  private Claim claim(Map.Entry<Name, Entry> entry, Instant now, Duration lease) {
    var name = entry.getKey();
    var was = entry.getValue();
    tokens++;
    var attempts = was.attempts() + 1;
    var claim = new Claim(name.kind(), name.subject(), was.agent(), tokens, attempts);
    entry.setValue(
        new Entry(
            was.agent(),
            now.plus(lease),
            Optional.of(claim),
            attempts,
            was.again().filter(now::isBefore)));
    return claim;
  }

  /** The tasks of an agent are nobody's from now on. */
  void release(String agent) {
    mutex.alone(() -> {
      entries.replaceAll((name, entry) -> entry.ofNobody(agent));
      return ring();
    });
  }

  /** Whether the claim is the newest of its task, and was not given back. */
  boolean holds(Claim claim) {
    return Optional.ofNullable(entries.get(name(claim)))
        .flatMap(Entry::claim)
        .map(held -> held.token() == claim.token())
        .orElse(false);
  }

  private static Name name(Claim claim) {
    return new Name(claim.kind(), claim.subject());
  }

  @Override
  public boolean renew(Claim claim, Duration lease) {
    return under(claim, entry -> Optional.of(entry.until(clock.instant().plus(lease))));
  }

  @Override
  public boolean finish(Claim claim) {
    return under(claim, entry -> entry.again().map(at -> entry.dueAgain(at, 0)));
  }

  @Override
  public boolean retry(Claim claim, Duration after) {
    return under(
        claim,
        entry -> {
          var at = Entry.earlier(entry.again(), clock.instant().plus(after));
          return Optional.of(entry.dueAgain(at, entry.attempts()));
        });
  }

  /** What becomes of the task; empty for that it goes. */
  private boolean under(Claim claim, Function<Entry, Optional<Entry>> change) {
    return mutex.alone(() -> {
      if (!holds(claim)) {
        return false;
      }
      var name = name(claim);
      Optional.ofNullable(entries.remove(name))
          .flatMap(change)
          .ifPresent(entry -> entries.put(name, entry));
      return ring();
    });
  }

  private boolean ring() {
    rings++;
    mutex.ring();
    return true;
  }

  void close() {
    mutex.alone(() -> {
      closed = true;
      return ring();
    });
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    var started = System.nanoTime();
    var from = clock.instant();
    var since = mutex.alone(() -> listened);
    var passedOver = mutex.alone(() -> isReady(from));
    var most = passedOver && atMost.compareTo(POLL) > 0 ? POLL : atMost;
    mutex.awaitUntil(() ->
        rings != since
            || closed
            || becameDue(from)
            || System.nanoTime() - started >= most.toNanos());
    mutex.alone(() -> listened = rings);
  }

  private boolean isReady(Instant now) {
    return entries.values().stream().anyMatch(entry -> !entry.readyAt().isAfter(now));
  }

  private boolean becameDue(Instant since) {
    var now = clock.instant();
    return entries.values().stream()
        .anyMatch(entry -> entry.readyAt().isAfter(since) && !entry.readyAt().isAfter(now));
  }
}
