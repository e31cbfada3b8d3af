package dev.mooring.agent.rest;

import com.fasterxml.jackson.databind.ObjectWriter;
import dev.mooring.agent.rest.Journal.Next;
import dev.mooring.agent.rest.Journal.Opening;
import dev.mooring.api.agent.AgentJson;
import dev.mooring.api.agent.PodView;
import dev.mooring.api.agent.WatchEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * One reader's watch, a line an event. A reader that does not read makes the writes wait, and
 * nothing piles up for it meanwhile. Used by one thread.
 */
final class WatchStream {
  private static final ObjectWriter WRITER = AgentJson.MAPPER.writerFor(WatchEvent.class);

  private final Journal journal;
  private final Supplier<List<PodView>> pods;
  private final OutputStream out;
  private final Pace pace;

  /** The reader knows these. */
  private List<PodView> told = List.of();

  /**
   * How often it says something.
   *
   * @param heartbeat at least
   * @param look at the agent's pods, and so how often it tells of them at most
   */
  record Pace(Duration heartbeat, Duration look) {}

  /**
   * @param pods the agent's, as they are; looked at often, so it must be quick and ask nobody
   */
  WatchStream(Journal journal, Supplier<List<PodView>> pods, OutputStream out, Pace pace) {
    this.journal = journal;
    this.pods = pods;
    this.out = out;
    this.pace = pace;
  }

  /**
   * Tells until the reader is gone.
   *
   * @throws IOException when it is
   */
  void tell(String since) throws IOException, InterruptedException {
    told = pods.get();
    write(new WatchEvent.Pods(told));
    var position =
        switch (journal.open(since)) {
          case Opening.Resumed(var resumed) -> resumed;
          case Opening.Anew anew -> list(anew);
        };
    out.flush();
    var beat = new Due(pace.heartbeat());
    var look = new Due(pace.look());
    while (true) {
      var patience = Duration.ofNanos(Math.min(beat.left(), look.left()));
      position =
          switch (journal.after(position, patience)) {
            case Next.Changed(var entry) -> {
              write(job(entry, journal.cursor(entry.position())));
              yield entry.position();
            }
            case Next.TooLate late -> list(journal.anew());
            case Next.Quiet quiet -> position;
          };
      if (look.isNow()) {
        news();
      }
      if (beat.isNow()) {
        write(new WatchEvent.Heartbeat());
      }
      out.flush();
    }
  }

  private void news() throws IOException {
    var now = pods.get();
    if (!now.equals(told)) {
      told = now;
      write(new WatchEvent.Pods(now));
    }
  }

  /** What comes again and again. Used by one thread. */
  private static final class Due {
    private final long every;
    private long at;

    Due(Duration every) {
      this.every = every.toNanos();
      this.at = System.nanoTime() + this.every;
    }

    /** Nanoseconds from now, at least 0. */
    long left() {
      return Math.max(0, at - System.nanoTime());
    }

    /** Whether it is time; if so, it is again after a while. */
    boolean isNow() {
      if (left() > 0) {
        return false;
      }
      at = System.nanoTime() + every;
      return true;
    }
  }

  private long list(Opening.Anew anew) throws IOException {
    write(new WatchEvent.Reset(journal.cursorOfList()));
    for (var entry : anew.jobs()) {
      write(job(entry, journal.cursorOfList()));
    }
    write(new WatchEvent.Synced(journal.cursor(anew.position())));
    return anew.position();
  }

  private static WatchEvent.Job job(Journal.Entry entry, String cursor) {
    return new WatchEvent.Job(
        cursor,
        entry.id(),
        entry.namespace(),
        entry.name(),
        entry.uid(),
        entry.gone(),
        entry.report());
  }

  private void write(WatchEvent event) throws IOException {
    out.write(WRITER.writeValueAsBytes(event));
    out.write('\n');
  }
}
