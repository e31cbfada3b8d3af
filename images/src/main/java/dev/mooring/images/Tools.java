package dev.mooring.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs of the machine that build with. Looked up when used, not before. */
record Tools(List<Path> folders, Path javaHome) {
  /** Where Debian keeps programs for root, which are not on every PATH. */
  private static final List<Path> FOR_ROOT =
      List.of(Path.of("/usr/local/sbin"), Path.of("/usr/sbin"), Path.of("/sbin"));

  Tools {
    folders = List.copyOf(folders);
  }

  /** Looks at {@code PATH}; the JDK is the one that runs this. */
  static Tools of(Map<String, String> environment) {
    var path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    var folders = Stream.of(path.split(":")).filter(name -> !name.isEmpty()).map(Path::of);
    return new Tools(
        Stream.concat(folders, FOR_ROOT.stream()).distinct().toList(),
        Path.of(System.getProperty("java.home")));
  }

  Optional<Path> find(String program) {
    return folders.stream()
        .map(folder -> folder.resolve(program))
        .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
        .findFirst();
  }

  /** The path of a program, or why it must be there and how to get it. */
  String need(String program, String purpose, String remedy) {
    return find(program)
        .map(Path::toString)
        .orElseThrow(() ->
            new BuildException(
                BuildException.Code.MACHINE,
                "'" + program + "' is missing, which " + purpose + "; " + remedy));
  }

  String java(String program) {
    return javaHome.resolve("bin").resolve(program).toString();
  }

  /** The version of the JDK, as its own release file states it. */
  String javaVersion() {
    try {
      return Files.readString(javaHome.resolve("release"));
    } catch (IOException e) {
      throw new BuildException(
          BuildException.Code.MACHINE,
          javaHome + " is not a JDK: it has no release file; set JAVA_HOME to a JDK 25",
          e);
    }
  }

  String go() {
    return need(
        "go",
        "builds the Kubernetes binary",
        "install Go 1.26 or newer from https://go.dev/dl and put its bin folder on the PATH");
  }

  String maven() {
    return need("mvn", "builds the Java modules", "run 'apt-get install maven'");
  }
}
