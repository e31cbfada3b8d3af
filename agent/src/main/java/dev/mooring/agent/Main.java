package dev.mooring.agent;

import dev.mooring.cluster.ClusterException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one entry point of the agent's image: {@code Main <component>}. */
public final class Main {
  private static final Map<String, Component> COMPONENTS = new TreeMap<>(Map.of());

  private Main() {}

  public static void main(String[] arguments) {
    Logging.oneLineAnEntry();
    System.exit(run(arguments, System.getenv()));
  }

  /** Returns the exit code: 0 done, 1 failed, 2 wrong call. */
  static int run(String[] arguments, Map<String, String> environment) {
    var log = LoggerFactory.getLogger(Main.class);
    var component = arguments.length == 1 ? COMPONENTS.get(arguments[0]) : null;
    if (component == null) {
      log.error("Say which component to run, one of {}", COMPONENTS.keySet());
      return 2;
    }
    return start(arguments[0], component, environment, log);
  }

  private static int start(
      String name, Component component, Map<String, String> environment, Logger log) {
    try {
      return component.run(Settings.of(name, environment));
    } catch (ClusterException | IllegalArgumentException | UncheckedIOException failed) {
      log.error("{}: {}", name, failed.getMessage());
      return 1;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
