package dev.mooring.controlplane.agents;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.mooring.api.agent.AgentJson;
import dev.mooring.api.agent.WatchEvent;
import dev.mooring.store.Row;
import dev.mooring.store.StoreException;
import dev.mooring.tunnel.Tunnel;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the watch of one tunnel for as long as the tunnel lives. What an event says is written
 * before the cursor behind it, so after any break the events since are told again, and change
 * nothing. Run by one thread.
 */
final class AgentWatch {
  private static final Logger LOG = LoggerFactory.getLogger(AgentWatch.class);

  /** A newer agent may tell what we do not know; that is passed over. */
  private static final ObjectReader EVENTS =
      AgentJson.MAPPER
          .readerFor(WatchEvent.class)
          .without(DeserializationFeature.FAIL_ON_INVALID_SUBTYPE);

  private final Tunnel tunnel;
  private final AgentCalls calls;
  private final JobReports reports;
  private final Patience patience;
  private volatile long heardAt = System.nanoTime();

  /** Read up to here, and all of it written. */
  private String cursor = "";

  private String saved = "";
  private long savedAt;
  private int failures;

  /** Keys of the jobs in the list that is being told; empty when none is. */
  private Optional<Set<String>> listed = Optional.empty();

  AgentWatch(Tunnel tunnel, JobReports reports, Patience patience) {
    this.tunnel = tunnel;
    this.calls = new AgentCalls(tunnel);
    this.reports = reports;
    this.patience = patience;
  }

  void run() {
    var guard = Thread.ofVirtual().name("guard-" + tunnel.agent()).start(this::guard);
    try {
      while (tunnel.isOpen()) {
        follow();
      }
    } catch (InterruptedException left) {
      Thread.currentThread().interrupt();
    } finally {
      guard.interrupt();
      tunnel.close();
    }
  }

  /** A tunnel can look open and carry nothing. */
  private void guard() {
    try {
      while (tunnel.isOpen()) {
        Thread.sleep(patience.silence().dividedBy(10));
        if (System.nanoTime() - heardAt > patience.silence().toNanos()) {
          LOG.warn(
              "Agent {} has said nothing for {} s; its tunnel is closed, it will dial again",
              tunnel.agent(),
              patience.silence().toSeconds());
          tunnel.close();
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads until it breaks, and rests before the next try. */
  private void follow() throws InterruptedException {
    try {
      read();
    } catch (IOException broken) {
      failures++;
      LOG.info("The watch of agent {} broke: {}", tunnel.agent(), broken.getMessage());
    } catch (StoreException unanswered) {
      failures++;
      heardAt = System.nanoTime();
      LOG.warn(
          "What agent {} said could not be noted and is asked again: {}",
          tunnel.agent(),
          unanswered.getMessage());
    }
    if (tunnel.isOpen()) {
      Thread.sleep(patience.pause(Math.max(1, failures)));
    }
  }

  private void read() throws IOException, InterruptedException {
    listed = Optional.empty();
    cursor = reports.cursor();
    saved = cursor;
    try (var response = calls.watch(cursor)) {
      // Also an agent whose rest-server starts again has answered.
      heardAt = System.nanoTime();
      if (response.status() != 200) {
        throw new IOException("it answered %d".formatted(response.status()));
      }
      var lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          heardAt = System.nanoTime();
          hear(EVENTS.readValue(line));
        }
      }
    }
    throw new EOFException("it ended");
  }

  private void hear(@Nullable WatchEvent event) throws IOException, InterruptedException {
    failures = 0;
    if (event == null) {
      return;
    }
    switch (event) {
      case WatchEvent.Reset reset -> listed = Optional.of(new HashSet<>());
      case WatchEvent.Job job -> {
        note(job);
        listed.ifPresent(jobs -> jobs.add(job.id().toLowerCase(Locale.ROOT)));
        cursor = job.cursor();
      }
      case WatchEvent.Synced synced -> {
        if (listed.isPresent()) {
          missing(listed.get());
        }
        listed = Optional.empty();
        cursor = synced.cursor();
        savedAt = System.nanoTime() - patience.save().toNanos();
      }
      case WatchEvent.Pods pods -> reports.told(pods);
      case WatchEvent.Heartbeat beat -> {}
    }
    save(event);
  }

  /** One job whose row cannot be read must not keep all others from being heard. */
  private void note(WatchEvent.Job job) {
    try {
      reports.told(job);
    } catch (StoreException unanswered) {
      throw unanswered;
    } catch (RuntimeException unforeseen) {
      LOG.error(
          "What agent {} said of job {} cannot be noted and is passed over",
          tunnel.agent(),
          job.id(),
          unforeseen);
    }
  }

  /**
   * Ends the jobs that the agent should have and does not. It is asked for each again: one that it
   * took while it told the list is not in it.
   */
  private void missing(Set<String> told) throws IOException, InterruptedException {
    for (var row : reports.unfinished()) {
      if (!told.contains(row.id().key()) && isGone(row)) {
        reports.vanished(row);
      }
    }
  }

  private boolean isGone(Row row) throws IOException, InterruptedException {
    var at = JobSeenJson.read(row.observed()).handed();
    if (at.isEmpty()) {
      return false;
    }
    var reply = calls.get(at.get().namespace(), at.get().name());
    heardAt = System.nanoTime();
    return switch (reply) {
      case Reply.Done done -> false;
      case Reply.Refused refused -> refused.isNotFound();
    };
  }

  /** Half a list is worth nothing: until it has come whole, the old cursor stands. */
  private void save(WatchEvent event) {
    var due = System.nanoTime() - savedAt >= patience.save().toNanos();
    var alive = event instanceof WatchEvent.Heartbeat;
    if (!due || (!alive && cursor.equals(saved))) {
      return;
    }
    var to = listed.isPresent() ? saved : cursor;
    if (!reports.save(to)) {
      LOG.info("Agent {} has a newer tunnel; this one is closed", tunnel.agent());
      tunnel.close();
      return;
    }
    saved = to;
    savedAt = System.nanoTime();
  }
}
