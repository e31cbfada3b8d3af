package dev.mooring.blob.directory;

import dev.mooring.blob.BlobBackend;
import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlobInfo;
import dev.mooring.blob.BlobName;
import dev.mooring.blob.BlobPage;
import dev.mooring.blob.BlobQuery;
import dev.mooring.blob.BlobReading;
import dev.mooring.blob.BlobType;
import dev.mooring.blob.BlockChoice;
import dev.mooring.blob.BlockChoice.From;
import dev.mooring.blob.BlockLists;
import dev.mooring.blob.Body;
import dev.mooring.blob.ContainerInfo;
import dev.mooring.blob.ContainerName;
import dev.mooring.blob.Description;
import dev.mooring.blob.Guard;
import dev.mooring.blob.Stamp;
import dev.mooring.blob.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A folder with blobs. Thread-safe, and safe for several processes on one folder. Bodies are taken
 * in before the blob's lock is, and put in place under it.
 */
public final class DirectoryBackend implements BlobBackend {
  private final Tree tree;
  private final Scratch scratch;
  private final Stripes locks;
  private final Staging staging;
  private final FolderBlobs blobs;
  private final Sweep sweep;

  private DirectoryBackend(Path root) throws IOException {
    this.tree = new Tree(root);
    this.scratch = new Scratch(root.resolve("scratch"));
    this.locks = Stripes.in(root.resolve("locks"));
    this.staging = new Staging(tree, scratch);
    this.blobs = new FolderBlobs(tree, scratch, staging);
    this.sweep = new Sweep(tree, scratch);
  }

  /** The blobs in this folder, which is made if it is not there. */
  public static DirectoryBackend open(Path root) throws IOException {
    return new DirectoryBackend(root);
  }

  @Override
  public boolean createContainer(ContainerName name, Map<String, String> metadata, Instant now)
      throws IOException {
    return locks.locked(
        name,
        () -> {
          if (tree.info(name).isPresent()) {
            return false;
          }
          tree.make(new ContainerInfo(name.name(), Stamp.fresh(now), metadata), name, scratch);
          return true;
        });
  }

  @Override
  public boolean deleteContainer(ContainerName name) throws IOException {
    return locks.locked(
        name,
        () -> {
          if (tree.info(name).isEmpty()) {
            return false;
          }
          var gone = scratch.fresh();
          Durable.move(tree.container(name), gone);
          Durable.deleteTree(gone);
          return true;
        });
  }

  @Override
  public Optional<ContainerInfo> container(ContainerName name) throws IOException {
    return tree.info(name);
  }

  @Override
  public List<ContainerInfo> containers(String account) throws IOException {
    return tree.containers(account);
  }

  @Override
  public Optional<BlobInfo> find(BlobName name) throws IOException {
    tree.require(name.container());
    return blobs.find(name).map(Stored::info);
  }

  @Override
  public BlobReading open(BlobName name) throws IOException {
    tree.require(name.container());
    return blobs.open(name);
  }

  @Override
  public BlobInfo put(BlobName name, Upload upload, Body body, Guard guard, Instant now)
      throws IOException {
    guard.check(find(name));
    sweep.ifDue(now);
    var file = scratch.fresh();
    try {
      var md5 = scratch.take(body, file, true);
      return writing(
          name,
          () -> {
            var before = blobs.find(name);
            guard.check(before.map(Stored::info));
            var info = BlobInfo.written(name.name(), upload.withMd5(md5), body.length(), now);
            return blobs.replace(name, before, info, List.of(), file);
          });
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void stage(BlobName name, String blockId, Body body, Instant now) throws IOException {
    tree.require(name.container());
    blobs.requireBlockBlobOrNone(name);
    sweep.ifDue(now);
    var file = scratch.fresh();
    try {
      scratch.take(body, file, true);
      writing(
          name,
          () -> {
            blobs.requireBlockBlobOrNone(name);
            staging.keep(name, blockId, file);
            return true;
          });
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public BlobInfo commit(
      BlobName name, Upload upload, List<BlockChoice> blocks, Guard guard, Instant now)
      throws IOException {
    guard.check(find(name));
    while (true) {
      var done = tryCommit(name, upload, blocks, guard, now);
      if (done.isPresent()) {
        return done.get();
      }
    }
  }

  /** Puts the blocks together; empty if the blob they were taken from was replaced meanwhile. */
  private Optional<BlobInfo> tryCommit(
      BlobName name, Upload upload, List<BlockChoice> choices, Guard guard, Instant now)
      throws IOException {
    var file = scratch.fresh();
    try {
      var seen = blobs.find(name);
      blobs.requireBlockBlobOrNone(name);
      var blocks = staging.assemble(name, seen, choices, file);
      return writing(
          name,
          () -> {
            var before = blobs.find(name);
            if (takesCommitted(choices) && !generation(before).equals(generation(seen))) {
              return Optional.empty();
            }
            blobs.requireBlockBlobOrNone(name);
            guard.check(before.map(Stored::info));
            var info = BlobInfo.written(name.name(), upload, Files.size(file), now);
            var written = blobs.replace(name, before, info, blocks, file);
            staging.forget(name);
            return Optional.of(written);
          });
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public BlockLists blocks(BlobName name) throws IOException {
    return writing(
        name,
        () -> {
          var stored = blobs.find(name);
          var waiting = staging.waiting(name);
          if (stored.isEmpty() && waiting.isEmpty()) {
            blobs.require(name);
          }
          return new BlockLists(
              stored.isPresent() ? staging.committed(name, stored.get()) : List.of(), waiting);
        });
  }

  @Override
  public BlobInfo append(BlobName name, Body body, Guard guard, Instant now) throws IOException {
    guard.check(Optional.of(appendable(name).info()));
    var file = scratch.fresh();
    try {
      scratch.take(body, file, false);
      return writing(
          name,
          () -> {
            var before = appendable(name);
            guard.check(Optional.of(before.info()));
            var after = before.info().appended(body.length(), now);
            blobs.append(name, before, file, after);
            return after;
          });
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public BlobInfo describe(
      BlobName name, UnaryOperator<Description> change, Guard guard, Instant now)
      throws IOException {
    return writing(
        name,
        () -> {
          var before = blobs.require(name);
          guard.check(Optional.of(before.info()));
          var after = before.info().described(change, now);
          blobs.publish(name, before.with(after));
          return after;
        });
  }

  @Override
  public void delete(BlobName name, Guard guard) throws IOException {
    writing(
        name,
        () -> {
          blobs.delete(name, guard);
          return true;
        });
  }

  @Override
  public BlobPage list(ContainerName container, BlobQuery query) throws IOException {
    tree.require(container);
    return blobs.list(container, query);
  }

  private <T> T writing(BlobName name, Stripes.Work<T> work) throws IOException {
    tree.require(name.container());
    try {
      return locks.locked(name, work);
    } catch (NoSuchFileException e) {
      // The container may have gone while we wrote into it.
      tree.require(name.container());
      throw e;
    }
  }

  private Stored appendable(BlobName name) throws IOException {
    tree.require(name.container());
    var stored = blobs.require(name);
    if (stored.info().type() != BlobType.APPEND) {
      throw new BlobException(
          Code.INVALID_BLOB_TYPE,
          "'%s' is a block blob and cannot be appended to; delete it or choose another name"
              .formatted(name.name()));
    }
    return stored;
  }

  private static boolean takesCommitted(List<BlockChoice> choices) {
    return choices.stream().anyMatch(choice -> choice.from() != From.UNCOMMITTED);
  }

  private static Optional<String> generation(Optional<Stored> stored) {
    return stored.map(Stored::generation);
  }
}
