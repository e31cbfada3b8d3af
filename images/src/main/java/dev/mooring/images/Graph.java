package dev.mooring.images;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future.State;
import java.util.function.Supplier;

/**
 * Work with dependencies: each node runs once, as soon as what it needs is done, beside everything
 * else. After the first failure nothing new starts, and what runs is interrupted.
 *
 * <p>Built by one thread; {@link #run} may be called by many.
 */
final class Graph {
  /** Work that hands on a value. */
  static final class Node<T> {
    private final List<Node<?>> needs;
    private final Supplier<T> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    private Node(List<Node<?>> needs, Supplier<T> work) {
      this.needs = needs;
      this.work = work;
    }

    /** The value, once {@link Graph#run} has run it. */
    T value() {
      if (result.state() != State.SUCCESS) {
        throw new IllegalStateException("not run, or not to its end");
      }
      return result.join();
    }
  }

  /** {@code work} may read the values of what it {@code needs}. */
  static <T> Node<T> node(Supplier<T> work, Node<?>... needs) {
    return new Node<>(List.of(needs), work);
  }

  private Graph() {}

  /**
   * Runs {@code targets} and all they need, and returns when they are done.
   *
   * @throws BuildException the first failure, as the work threw it
   */
  static void run(List<Node<?>> targets) {
    var threads = new LinkedHashMap<Node<?>, Thread>();
    var ended = new CompletableFuture<Optional<Throwable>>();
    for (var node : closure(targets)) {
      if (node.result.isCompletedExceptionally()) {
        throw new IllegalStateException("part of this build has failed before");
      }
      if (!node.result.isDone()) {
        threads.put(node, Thread.ofVirtual().unstarted(() -> runOne(node, ended)));
      }
    }
    var _ =
        CompletableFuture.allOf(results(threads))
            .whenComplete((nothing, failure) -> ended.complete(Optional.empty()));
    threads.values().forEach(Thread::start);
    try {
      var failure = ended.get();
      if (failure.isPresent()) {
        stop(threads);
        throw unchecked(failure.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a run never fails", e);
    } catch (InterruptedException e) {
      stop(threads);
      Thread.currentThread().interrupt();
      throw new BuildException(BuildException.Code.COMMAND, "The build was interrupted", e);
    }
  }

  private static CompletableFuture<?>[] results(Map<Node<?>, Thread> threads) {
    return threads.keySet().stream().map(node -> node.result).toArray(CompletableFuture<?>[]::new);
  }

  private static <T> void runOne(Node<T> node, CompletableFuture<Optional<Throwable>> ended) {
    try {
      for (var need : node.needs) {
        need.result.get();
      }
      node.result.complete(node.work.get());
    } catch (ExecutionException | CancellationException | InterruptedException e) {
      // What it needs failed and has said so, or the run was stopped.
      node.result.cancel(false);
    } catch (Throwable e) {
      ended.complete(Optional.of(e));
      node.result.completeExceptionally(e);
    }
  }

  private static void stop(Map<Node<?>, Thread> threads) {
    threads.values().forEach(Thread::interrupt);
    for (var thread : threads.values()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static RuntimeException unchecked(Throwable cause) {
    return switch (cause) {
      case RuntimeException known -> known;
      case Error error -> throw error;
      default -> new BuildException(BuildException.Code.COMMAND, cause.toString(), cause);
    };
  }

  private static List<Node<?>> closure(List<Node<?>> targets) {
    var found = new ArrayList<Node<?>>();
    targets.forEach(target -> collect(target, found));
    return found;
  }

  private static void collect(Node<?> node, List<Node<?>> found) {
    if (!found.contains(node)) {
      node.needs.forEach(need -> collect(need, found));
      found.add(node);
    }
  }
}
