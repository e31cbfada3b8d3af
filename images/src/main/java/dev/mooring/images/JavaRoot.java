package dev.mooring.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The root file system of an image with a Java program: a linked runtime on five libraries of the
 * machine's libc, and the program's own below {@code /app}.
 */
record JavaRoot(Path folder) {
  /** The launcher and the file with its options, as seen from inside. */
  static final List<String> JAVA = List.of("/app/runtime/bin/java", "@/app/options");

  /** All that the runtime is linked with; the resolver is part of libc. */
  private static final List<String> LIBRARIES =
      List.of(
          "lib64/ld-linux-x86-64.so.2",
          "lib/x86_64-linux-gnu/libc.so.6",
          "lib/x86_64-linux-gnu/libdl.so.2",
          "lib/x86_64-linux-gnu/libm.so.6",
          "lib/x86_64-linux-gnu/libpthread.so.0",
          "lib/x86_64-linux-gnu/librt.so.1");

  /** The store has a password by custom, and nothing in it is secret. */
  private static final char[] NO_SECRET = "changeit".toCharArray();

  /** Points where a container's file systems are mounted; with /tmp, which all may write. */
  private static final List<String> FOLDERS = List.of("dev", "etc", "proc", "run", "sys", "tmp");

  /** How it starts: {@link #JAVA} with these arguments, as a user without rights. */
  static ImageSpec spec(String... arguments) {
    return new ImageSpec(
        Stream.concat(JAVA.stream(), Stream.of(arguments)).toList(),
        // One malloc arena: a second per thread keeps memory that few threads ever need.
        Map.of("LANG", "C.UTF-8", "MALLOC_ARENA_MAX", "1", "PATH", "/app/runtime/bin"),
        "65532:65532",
        "/tmp");
  }

  /**
   * What every such image is made of.
   *
   * @param lib the program's class path
   */
  static Key.Inputs inputs(String recipe, Path runtime, Path lib) {
    var inputs =
        Key.of(recipe)
            .file("runtime", runtime.resolve("release"))
            .files("lib", Sources.of(lib, folder -> false, file -> file.endsWith(".jar")));
    LIBRARIES.forEach(library -> inputs.file(library, Path.of("/").resolve(library)));
    return inputs;
  }

  /**
   * Lays it out in a new folder.
   *
   * @param options of the JVM; a class path of all in {@code lib} is put behind
   */
  static JavaRoot lay(Path folder, Path runtime, Path lib, String options) throws IOException {
    var root = new JavaRoot(folder);
    for (var name : FOLDERS) {
      Files.createDirectories(folder.resolve(name));
    }
    root.write("etc/passwd", "root:x:0:0:root:/:/none\nmooring:x:65532:65532:Mooring:/tmp:/none\n");
    root.write("etc/group", "root:x:0:\nmooring:x:65532:\n");
    root.write("etc/nsswitch.conf", "hosts: files dns\n");
    for (var library : LIBRARIES) {
      var target = folder.resolve(library);
      Files.createDirectories(target.getParent());
      Files.copy(
          Path.of("/").resolve(library).toRealPath(), target, StandardCopyOption.COPY_ATTRIBUTES);
    }
    root.copy(runtime, "app/runtime");
    root.copy(lib, "app/lib");
    root.write("app/options", "%s-cp\n%s\n".formatted(options, classPath(lib)));
    return root;
  }

  /**
   * Puts the authorities that Java trusts where programs in other languages look for them, as PEM.
   */
  void trust(Path runtime) throws IOException {
    var text = new StringBuilder();
    try {
      var store = KeyStore.getInstance(runtime.resolve("lib/security/cacerts").toFile(), NO_SECRET);
      var lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
      for (var alias : Collections.list(store.aliases()).stream().sorted().toList()) {
        text.append("-----BEGIN CERTIFICATE-----\n")
            .append(lines.encodeToString(store.getCertificate(alias).getEncoded()))
            .append("\n-----END CERTIFICATE-----\n");
      }
    } catch (GeneralSecurityException broken) {
      throw new IOException("The authorities of %s cannot be read".formatted(runtime), broken);
    }
    Files.createDirectories(folder.resolve("etc/ssl/certs"));
    write("etc/ssl/certs/ca-certificates.crt", text.toString());
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  /**
   * Named one by one: the order of a wildcard is the file system's, and a class cache depends on
   * it.
   */
  private static String classPath(Path lib) throws IOException {
    try (var jars = Files.list(lib)) {
      return jars.map(jar -> "/app/lib/" + jar.getFileName())
          .sorted()
          .collect(Collectors.joining(":"));
    }
  }

  /** Copies a folder of the machine. */
  void copy(Path from, String to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (var path : paths.toList()) {
        var target = folder.resolve(to).resolve(from.relativize(path).toString());
        Files.createDirectories(target.getParent());
        Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /**
   * Gives all files the time that they will have in the image, which a class cache compares, and
   * lets everybody read them, whatever the umask of who builds.
   */
  void settle() throws IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.filter(path -> !Files.isSymbolicLink(path)).toList()) {
        var permissions = Files.getPosixFilePermissions(path);
        var runs = permissions.contains(PosixFilePermission.OWNER_EXECUTE);
        Files.setPosixFilePermissions(
            path, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
        Files.setLastModifiedTime(path, FileTime.from(Tar.TIME));
      }
    }
    var tmp = folder.resolve("tmp");
    Files.setPosixFilePermissions(tmp, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  /** Writes the image's archive into {@code into}; the root is gone afterwards. */
  void archive(Path into, String name, ImageSpec spec) throws IOException {
    var layer = into.resolve("layer.tar");
    try (var tar = new Tar(Files.newOutputStream(layer))) {
      tar.tree(folder);
    }
    ImageArchive.write(into.resolve(Image.FILE), name, spec, layer);
    Files.delete(layer);
    Cache.removeAll(folder);
  }
}
