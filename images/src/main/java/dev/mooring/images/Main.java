package dev.mooring.images;

import dev.mooring.progress.Steps;
import java.util.Map;

/**
 * What {@code ./moor} runs before the CLI: {@code Main java|all}. Prints the folder of the class
 * paths, then the steps for the CLI's breakdown; progress goes to standard error.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, System.getenv()));
  }

  private static int run(String[] arguments, Map<String, String> environment) {
    var logs = Build.cacheFolder(environment).resolve("logs");
    try (var steps = Steps.open(environment, logs)) {
      var build = Build.of(environment, steps);
      if (arguments.length == 1 && arguments[0].equals("all")) {
        build.everything();
      }
      System.out.println(build.java());
      System.out.println(steps.history());
      return 0;
    } catch (BuildException e) {
      System.err.println("moor: " + e.getMessage());
      return 1;
    }
  }
}
