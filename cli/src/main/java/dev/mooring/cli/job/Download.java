package dev.mooring.cli.job;

import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.Blobs;
import dev.mooring.cli.rest.Datastore;
import dev.mooring.cli.rest.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Copies what a job left into a folder; each file is whole or not there. */
public record Download(Arm arm, Consumer<String> progress) {

  /**
   * Returns the files that were written.
   *
   * @param output a named output alone, whose own folder then is {@code folder}; without it all
   *     artifacts of the job, its logs among them
   */
  public List<Path> run(String job, Optional<String> output, Path folder) {
    var store = Datastore.open(arm, Datastore.ARTIFACTS);
    var root = "ExperimentRun/dcid.%s/".formatted(job);
    var prefix = output.map(name -> root + "named-outputs/" + name + "/").orElse(root);
    var blobs = arm.blobs();
    var found = blobs.list(store.container(), prefix);
    if (found.isEmpty()) {
      throw nothing(job, output);
    }
    var done = new ArrayList<Path>();
    for (var blob : found) {
      var file = target(folder, prefix, blob);
      blobs.download(store.container(), blob.name(), file);
      done.add(file);
      progress.accept("%d of %d files: %s".formatted(done.size(), found.size(), blob.name()));
    }
    return done;
  }

  private ProblemException nothing(String job, Optional<String> output) {
    arm.get(arm.scope().jobId(job));
    return ProblemException.refused(
        "NoArtifacts",
        output
            .map(name -> "Job %s has no output '%s'".formatted(job, name))
            .orElse("Job %s has left no files".formatted(job)),
        "./moor job show %s says how it stands, with -o json its outputs".formatted(job));
  }

  /** A blob's name may say "..": no file may come to be outside of the folder. */
  static Path target(Path folder, String prefix, Blobs.Listed blob) {
    var root = folder.toAbsolutePath().normalize();
    var file = root.resolve(blob.name().substring(prefix.length())).normalize();
    if (!file.startsWith(root) || file.equals(root)) {
      throw ProblemException.refused(
          "BadName",
          "Blob '%s' would be written outside of %s".formatted(blob.name(), root),
          "download the job's outputs one by one with --output");
    }
    return file;
  }
}
