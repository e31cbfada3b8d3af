package dev.mooring.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A Python with packages of its own, kept from run to run beside the other things that were built.
 *
 * @param folder of the virtual environment
 */
record Python(Path folder) {
  private static final Path SCRIPTS = Lab.home().resolve("e2e/src/test/python");

  /**
   * The one with these packages.
   *
   * @param packages each with its version, as pip takes it
   */
  static synchronized Python with(String... packages) {
    var name =
        List.of(packages).stream()
            .map(each -> each.replaceAll("[^A-Za-z0-9.]+", "-"))
            .collect(Collectors.joining("_"));
    var cache = System.getenv().getOrDefault("MOORING_CACHE", "/var/cache/mooring");
    var folder = Path.of(cache, "python", name);
    var whole = folder.resolve("whole");
    if (!Files.exists(whole)) {
      Machine.run("python3.11", "-m", "venv", "--clear", folder.toString());
      var pip = new ArrayList<>(List.of(folder.resolve("bin/pip").toString(), "install", "-q"));
      pip.addAll(List.of(packages));
      Machine.run(pip.toArray(String[]::new));
      try {
        // Until it is there, what was begun and not finished is begun anew.
        Files.createFile(whole);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Python(folder);
  }

  /**
   * Runs a script of {@code src/test/python} to its end.
   *
   * @throws AssertionError if it fails, with all that it said
   */
  String run(String script, Map<String, String> environment, String... arguments) {
    var command = new ArrayList<>(List.of(folder.resolve("bin/python").toString()));
    command.add(SCRIPTS.resolve(script).toString());
    command.addAll(List.of(arguments));
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      var process = builder.start();
      process.getOutputStream().close();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError("%s failed:%n%s".formatted(script, said));
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }
}
