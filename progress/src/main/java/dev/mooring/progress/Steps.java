package dev.mooring.progress;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The long steps of one command: shows each with its elapsed time while it runs, what went wrong
 * when it fails, and at the end where the time went. Steps may run in parallel and inside each
 * other. Thread-safe.
 *
 * <pre>{@code
 * try (var steps = Steps.open(System.getenv(), logs)) {
 *   var binary = steps.call("Build Kubernetes binary", step -> build(step));
 *   steps.say(steps.breakdown());
 * }
 * }</pre>
 */
public final class Steps implements AutoCloseable {
  private static final Duration REDRAW = Duration.ofMillis(200);

  private final ReentrantLock lock = new ReentrantLock();
  private final Look look;
  private final PrintStream out;
  private final Path logs;
  private final InstantSource clock;
  private final Instant origin;
  private Board board = Board.EMPTY;
  private int nextId;
  private int drawn;
  private boolean closed;

  Steps(Look look, PrintStream out, Path logs, InstantSource clock, History before) {
    this.look = look;
    this.out = out;
    this.logs = logs;
    this.clock = clock;
    this.origin = before.origin();
    this.board = new Board(List.of(), before.steps());
  }

  /**
   * Steps shown on standard error.
   *
   * @param environment {@code MOORING_PROGRESS=live} for a terminal of {@code COLUMNS} (default 80)
   *     columns, plain lines otherwise; {@code MOORING_STEPS} has the steps of an earlier program
   *     of this command, as its {@link #history} returned them
   * @param logs folder for one log file a step
   */
  public static Steps open(Map<String, String> environment, Path logs) {
    var look =
        environment.getOrDefault("MOORING_PROGRESS", "plain").equals("live")
            ? new LiveLook(columns(environment.getOrDefault("COLUMNS", "")))
            : new PlainLook();
    var clock = InstantSource.system();
    var err = new PrintStream(System.err, false, StandardCharsets.UTF_8);
    var steps = new Steps(look, err, logs, clock, before(environment, clock.instant()));
    Thread.ofVirtual().name("progress").start(steps::redrawUntilClosed);
    return steps;
  }

  private static int columns(String text) {
    return text.matches("[1-9][0-9]{1,3}") ? Math.max(20, Integer.parseInt(text)) : 80;
  }

  private static History before(Map<String, String> environment, Instant now) {
    var text = environment.getOrDefault("MOORING_STEPS", "");
    return History.parse(text).orElse(new History(now, List.of()));
  }

  /** Runs {@code work} as a step and returns its result; what it throws is shown, then thrown. */
  public <T, E extends Exception> T call(String name, Work<T, E> work) throws E {
    var id = begin(name);
    try (var log = new Log(logs.resolve(slug(name) + ".log"))) {
      T result;
      try {
        result = work.run(line -> line(id, log, line));
      } catch (Throwable e) {
        fail(id, log, e);
        throw e;
      }
      end(id);
      return result;
    }
  }

  /** As {@link #call}, for work that hands nothing on. */
  public <E extends Exception> void run(String name, Work.Unit<E> work) throws E {
    this.<Boolean, E>call(
        name,
        step -> {
          work.run(step);
          return true;
        });
  }

  /** Prints lines that stay, above the steps that run. */
  public void say(String text) {
    locked(() -> print(text.endsWith("\n") ? text : text + "\n"));
  }

  /** Time since the command started, in its earlier program too. */
  public Duration elapsed() {
    var since = Duration.between(origin, clock.instant());
    return since.isNegative() ? Duration.ZERO : since;
  }

  /** Where the time went: a line for each finished step, with those of the earlier program. */
  public String breakdown() {
    return Lines.breakdown(timings(), elapsed());
  }

  /** The finished steps in the order of their ends. */
  public List<Timing> timings() {
    lock.lock();
    try {
      return board.finished();
    } finally {
      lock.unlock();
    }
  }

  /** The finished steps for the next program of this command, as lines of text. */
  public String history() {
    return new History(origin, timings()).text();
  }

  /** Stops drawing; what was kept stays on the screen. */
  @Override
  public void close() {
    locked(() -> {
      closed = true;
      out.print(look.erase(drawn));
      out.flush();
      drawn = 0;
    });
  }

  /** Draws the passing time. */
  void tick() {
    locked(() -> {
      var now = elapsed();
      var kept = new StringBuilder();
      for (var step : board.running()) {
        var line = look.still(step, now);
        if (!line.isEmpty()) {
          kept.append(line);
          board = board.change(step.id(), running -> running.mentionedAt(now));
        }
      }
      print(kept.toString());
    });
  }

  private int begin(String name) {
    lock.lock();
    try {
      var now = elapsed();
      var step = new Running(nextId++, name, now, now, "");
      board = board.start(step);
      print(look.started(step, now));
      return step.id();
    } finally {
      lock.unlock();
    }
  }

  private void line(int id, Log log, String line) {
    locked(() -> {
      log.add(line);
      if (!line.isBlank()) {
        var detail = Lines.printable(line).strip();
        board = board.change(id, running -> running.with(detail));
      }
    });
  }

  private void end(int id) {
    locked(() -> {
      var timing = board.step(id).end(elapsed(), Timing.Ending.DONE);
      board = board.end(id, timing);
      print(Lines.done(timing));
    });
  }

  private void fail(int id, Log log, Throwable cause) {
    var stopped = Thread.currentThread().isInterrupted();
    locked(() -> {
      var ending = stopped ? Timing.Ending.STOPPED : Timing.Ending.FAILED;
      var timing = board.step(id).end(elapsed(), ending);
      board = board.end(id, timing);
      print(stopped ? Lines.stopped(timing) : Lines.failed(timing, cause, log));
    });
  }

  /** Keeps {@code text} and draws the running steps below it, in one write. */
  private void print(String text) {
    var live = closed ? "" : look.live(board, elapsed());
    var output = look.erase(drawn) + text + live;
    drawn = (int) live.chars().filter(c -> c == '\n').count();
    if (!output.isEmpty()) {
      out.print(output);
      out.flush();
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  private void redrawUntilClosed() {
    try {
      while (!closed()) {
        Thread.sleep(REDRAW);
        tick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}
