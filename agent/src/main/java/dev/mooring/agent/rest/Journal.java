package dev.mooring.agent.rest;

import dev.mooring.api.agent.JobReport;
import dev.mooring.cluster.rest.JobListener;
import dev.mooring.crd.AmlJob;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the watch tells: of each job its latest state, in the order of these. Thread-safe.
 *
 * <p>A job that changes moves to the end, so a reader that is slow or was away gets each job once,
 * as it is now, and needs no queue of its own. What is kept is one entry a job, and the last {@code
 * tombstones} deleted ones; a reader that stopped before those that are forgotten starts anew.
 */
final class Journal implements JobListener {
  /** Deleted jobs that readers who were away still hear of. */
  static final int TOMBSTONES = 10_000;

  private final String epoch;
  private final int tombstones;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final NavigableMap<Long, Entry> entries = new TreeMap<>();
  private final Map<String, Long> latest = new HashMap<>();
  private final ArrayDeque<Long> graves = new ArrayDeque<>();
  private long head;
  private long floor;

  /**
   * @param epoch tells this memory from that of another process
   */
  Journal(String epoch, int tombstones) {
    this.epoch = epoch;
    this.tombstones = tombstones;
  }

  /** A job as it stood at a position. */
  record Entry(
      long position,
      String id,
      String namespace,
      String name,
      String uid,
      boolean gone,
      JobReport report) {}

  /** Where a reader begins. */
  sealed interface Opening {
    /** All that it does not know comes after this position. */
    record Resumed(long position) implements Opening {}

    /** It must forget what it knows: these are all jobs, as of this position. */
    record Anew(List<Entry> jobs, long position) implements Opening {}
  }

  /** What a reader gets. */
  sealed interface Next {
    record Changed(Entry entry) implements Next {}

    /** Nothing has changed in time. */
    record Quiet() implements Next {}

    /** It was so slow that deleted jobs were forgotten meanwhile. */
    record TooLate() implements Next {}
  }

  @Override
  public void changed(AmlJob job) {
    put(job, false);
  }

  @Override
  public void gone(AmlJob job) {
    put(job, true);
  }

  private void put(AmlJob job, boolean gone) {
    lock.lock();
    try {
      var uid = job.getMetadata().getUid();
      var before = Optional.ofNullable(latest.get(uid)).map(entries::get);
      var next = entry(head + 1, job, gone);
      if (before.isEmpty() ? gone : tellsNothing(before.get(), next)) {
        return;
      }
      before.ifPresent(old -> entries.remove(old.position()));
      head++;
      entries.put(head, next);
      latest.put(uid, head);
      if (gone) {
        graves.add(head);
        forget();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A job that is gone does not come back: its uid is never used again. */
  private static boolean tellsNothing(Entry before, Entry next) {
    return before.gone() || (!next.gone() && before.report().equals(next.report()));
  }

  private void forget() {
    while (graves.size() > tombstones) {
      var oldest = graves.remove();
      var forgotten = entries.remove(oldest);
      if (forgotten != null) {
        latest.remove(forgotten.uid());
      }
      floor = oldest;
    }
  }

  private static Entry entry(long position, AmlJob job, boolean gone) {
    var metadata = job.getMetadata();
    return new Entry(
        position,
        JobRecords.id(job),
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getUid(),
        gone,
        JobRecords.report(job));
  }

  /** Where to resume after a position. */
  String cursor(long position) {
    return epoch + "." + position;
  }

  /**
   * While a list is being told nothing can be resumed: who has only a part of it does not know what
   * it has not heard of.
   */
  String cursorOfList() {
    return epoch + ".list";
  }

  /**
   * @param since a cursor, or empty
   */
  Opening open(String since) {
    lock.lock();
    try {
      return position(since)
          .filter(position -> position >= floor && position <= head)
          .<Opening>map(Opening.Resumed::new)
          .orElseGet(this::anew);
    } finally {
      lock.unlock();
    }
  }

  private Optional<Long> position(String cursor) {
    if (!cursor.startsWith(epoch + ".")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.valueOf(cursor.substring(epoch.length() + 1)));
    } catch (NumberFormatException ofAList) {
      return Optional.empty();
    }
  }

  /** All jobs there are. */
  Opening.Anew anew() {
    lock.lock();
    try {
      return new Opening.Anew(
          entries.values().stream().filter(entry -> !entry.gone()).toList(), head);
    } finally {
      lock.unlock();
    }
  }

  /** The first change after a position, waited for if there is none yet. */
  Next after(long position, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      var left = patience.toNanos();
      while (position >= floor && position >= head && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (position < floor) {
        return new Next.TooLate();
      }
      var next = entries.higherEntry(position);
      return next == null ? new Next.Quiet() : new Next.Changed(next.getValue());
    } finally {
      lock.unlock();
    }
  }
}
