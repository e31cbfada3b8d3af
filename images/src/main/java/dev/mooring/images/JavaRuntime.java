package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A Java runtime with the modules of our images only, linked from the JDK that builds. */
record JavaRuntime(Tools tools) implements Product {
  static final String FOLDER = "runtime";

  /**
   * What the class paths of the agent and the control plane reach; only the control plane needs
   * java.sql. Jackson and JDBI also name java.desktop, for types that we never hold and only after
   * looking whether they are there. jdk.unsupported is reached by reflection.
   */
  private static final String MODULES =
      "java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,"
          + "jdk.httpserver,jdk.unsupported";

  /** The security providers of java.base, which are the first ones of the JDK's list. */
  private static final Set<String> PROVIDERS =
      Set.of("SUN", "SunRsaSign", "SunEC", "SunJSSE", "SunJCE");

  @Override
  public String name() {
    return "java-runtime";
  }

  @Override
  public String title() {
    return "Link Java runtime";
  }

  @Override
  public Key key() {
    return Key.of("jlink, 2").add("modules", MODULES).add("jdk", tools.javaVersion()).key();
  }

  @Override
  public void build(Key key, Path into, Step step) throws IOException {
    // Uncompressed: what is mapped from the file costs no memory of its own in each pod.
    Command.of(
            into,
            tools.java("jlink"),
            "--add-modules",
            MODULES,
            "--compress",
            "zip-0",
            "--strip-debug",
            "--no-man-pages",
            "--no-header-files",
            "--output",
            into.resolve(FOLDER).toString())
        .nice()
        .run(step);
    var security = into.resolve(FOLDER).resolve("conf/security/java.security");
    Files.write(security, trimmed(Files.readAllLines(security)));
  }

  /**
   * Without the security providers whose modules are not linked. The JVM would look for each of
   * them on the class path, at the first algorithm that it does not find, and load all 749 classes
   * of Bouncy Castle to learn that its name is another: a second of each start.
   *
   * @param lines of {@code java.security}
   */
  static List<String> trimmed(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith("security.provider.") || ofBase(line))
        .toList();
  }

  private static boolean ofBase(String line) {
    return PROVIDERS.contains(line.substring(line.indexOf('=') + 1).strip());
  }
}
