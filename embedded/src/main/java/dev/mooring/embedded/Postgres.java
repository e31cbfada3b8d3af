package dev.mooring.embedded;

import dev.mooring.embedded.config.PlatformConfig;
import dev.mooring.progress.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of the platform's database. Stateless. PostgreSQL refuses to run as root: it runs as a
 * user that owns its data folder and nothing else of this machine, and that has no name.
 *
 * @param programs the folder with {@code bin}
 */
record Postgres(Path programs, Folders folders) {

  private Path home() {
    return folders.platform().resolve("postgres");
  }

  private Path data() {
    return PlatformConfig.postgresData(folders);
  }

  /** Beside the data, so that one which was made by hand or by another version has no say. */
  Path configuration() {
    return PlatformConfig.postgresConfiguration(folders);
  }

  Path access() {
    return PlatformConfig.postgresAccess(folders);
  }

  /**
   * Makes the data folder, unless it is there. It is there only when it is whole: it is made beside
   * and renamed, so that an initialization which was interrupted begins anew.
   */
  void initialize(Step step) {
    Disk.createFolders(home());
    refuseHidden(programs.resolve("bin/postgres"));
    refuseHidden(home());
    if (Disk.exists(data())) {
      return;
    }
    step.line("initializing the database");
    var work = home().resolve("initializing");
    Disk.removeTree(work);
    try {
      own(Files.createDirectory(work));
      var password = work.resolve("password");
      Disk.write(password, Disk.read(PlatformSecrets.databasePasswordFile(folders)), "rw-------");
      own(password);
      Disk.write(work.resolve("users"), PlatformConfig.USERS);
      Shell.run(PlatformConfig.initdb(programs, work));
      Files.move(work.resolve("data"), data(), StandardCopyOption.ATOMIC_MOVE);
      Disk.sync(home());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Disk.removeTree(work);
  }

  private static void own(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", PlatformConfig.POSTGRES_USER);
    Files.setAttribute(path, "unix:gid", PlatformConfig.POSTGRES_USER);
  }

  /**
   * Removes the note of the process that had the data folder; nothing of the unit may run.
   * Processes are numbered anew in each unit's PID namespace, so the number in it may be another's
   * by now.
   */
  void forgetDeadProcess() {
    try {
      Files.deleteIfExists(data().resolve("postmaster.pid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails if a folder on the way lets only root in. */
  static void refuseHidden(Path path) {
    for (var folder : parents(path)) {
      try {
        if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          throw new EmbeddedException(
              EmbeddedException.Code.PRECONDITION,
              "Folder %s (%s) lets only its owner in, and the database, which does not run as root, needs %s; `chmod o+x %s`, or name another place in MOORING_STATE and MOORING_CACHE"
                  .formatted(
                      folder,
                      PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)),
                      path,
                      folder));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static List<Path> parents(Path path) {
    var parents = new ArrayList<Path>();
    for (var at = path.toAbsolutePath().getParent(); at != null; at = at.getParent()) {
      parents.add(at);
    }
    return parents.reversed();
  }
}
