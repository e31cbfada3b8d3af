package dev.mooring.agent.rest;

import com.fasterxml.jackson.databind.ObjectWriter;
import dev.mooring.agent.rest.Journal.Next;
import dev.mooring.agent.rest.Journal.Opening;
import dev.mooring.api.agent.AgentJson;
import dev.mooring.api.agent.WatchEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * One reader's watch, a line an event. A reader that does not read makes the writes wait, and
 * nothing piles up for it meanwhile. Used by one thread.
 */
final class WatchStream {
  private static final ObjectWriter WRITER = AgentJson.MAPPER.writerFor(WatchEvent.class);

  private final Journal journal;
  private final OutputStream out;
  private final Duration heartbeat;

  WatchStream(Journal journal, OutputStream out, Duration heartbeat) {
    this.journal = journal;
    this.out = out;
    this.heartbeat = heartbeat;
  }

  /**
   * Tells until the reader is gone.
   *
   * @throws IOException when it is
   */
  void tell(String since) throws IOException, InterruptedException {
    var position =
        switch (journal.open(since)) {
          case Opening.Resumed(var resumed) -> resumed;
          case Opening.Anew anew -> list(anew);
        };
    out.flush();
    var beat = System.nanoTime() + heartbeat.toNanos();
    while (true) {
      var patience = Duration.ofNanos(Math.max(0, beat - System.nanoTime()));
      position =
          switch (journal.after(position, patience)) {
            case Next.Changed(var entry) -> {
              write(job(entry, journal.cursor(entry.position())));
              yield entry.position();
            }
            case Next.TooLate late -> list(journal.anew());
            case Next.Quiet quiet -> position;
          };
      if (System.nanoTime() - beat >= 0) {
        write(new WatchEvent.Heartbeat());
        beat = System.nanoTime() + heartbeat.toNanos();
      }
      out.flush();
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
