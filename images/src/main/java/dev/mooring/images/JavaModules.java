package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The class paths {@code cli/lib}, {@code agent/lib} and {@code control-plane/lib}: our jars and
 * what they need.
 *
 * <p>Maven runs on a fresh copy of the sources: it does not touch the {@code target} folders of
 * whoever runs Maven in the working tree, and what is published under a key is made of just the
 * files that the key was taken of, without what an earlier build left.
 *
 * @param workshop where the copy is made; always the same folder, for the paths in the log
 */
record JavaModules(Path sources, Path workshop, Tools tools) implements Product {
  private static final List<String> PROGRAMS = List.of("cli", "agent", "control-plane");
  private static final Set<String> OTHER_FOLDERS =
      Set.of(".git", ".idea", ".vscode", ".ci", "charts", "docs", "examples", "node_modules");

  @Override
  public String name() {
    return "java";
  }

  @Override
  public String title() {
    return "Build Java modules";
  }

  @Override
  public Key key() {
    return key(inputs(sources));
  }

  private Key key(Sources inputs) {
    return Key.of("mvn package, 2").files("sources", inputs).add("jdk", tools.javaVersion()).key();
  }

  /** Not tests, not Go, not prose: none of it is in a jar. */
  private static Sources inputs(Path root) {
    Predicate<String> folders =
        folder ->
            !OTHER_FOLDERS.contains(last(folder))
                && !last(folder).equals("target")
                && !folder.endsWith("src/test")
                && !folder.equals("images/pytorch");
    return Sources.of(
        root,
        folders,
        file -> !last(file).matches(".*\\.(go|md|iml)|go\\.(mod|sum)|\\.git.*|moor"));
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public void build(Key key, Path into, Step step) throws IOException {
    inputs(sources).copyTo(workshop);
    if (!key(inputs(workshop)).equals(key)) {
      throw new BuildException(
          BuildException.Code.FILES,
          "The Java sources changed while the build began; run the command again");
    }
    maven().run(step);
    for (var program : PROGRAMS) {
      publish(workshop.resolve(program).resolve("target"), into.resolve(program).resolve("lib"));
    }
  }

  private Command maven() {
    return Command.of(
            workshop,
            tools.maven(),
            "--batch-mode",
            "-Dmaven.test.skip=true",
            "-Dspotless.check.skip=true",
            "package",
            "-pl",
            String.join(",", PROGRAMS),
            "-am")
        .with("JAVA_HOME", tools.javaHome().toString())
        .nice();
  }

  /** Our own jar first is not needed: class names are unique, the order of a class path is not. */
  private static void publish(Path target, Path lib) throws IOException {
    Files.createDirectories(lib);
    for (var folder : List.of(target, target.resolve("lib"))) {
      try (var files = Files.newDirectoryStream(folder, "*.jar")) {
        for (var jar : files) {
          Files.copy(jar, lib.resolve(jar.getFileName()));
        }
      }
    }
  }
}
