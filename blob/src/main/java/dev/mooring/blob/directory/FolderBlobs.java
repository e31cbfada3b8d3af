package dev.mooring.blob.directory;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlobInfo;
import dev.mooring.blob.BlobName;
import dev.mooring.blob.BlobPage;
import dev.mooring.blob.BlobQuery;
import dev.mooring.blob.BlobReading;
import dev.mooring.blob.BlobType;
import dev.mooring.blob.Block;
import dev.mooring.blob.ContainerName;
import dev.mooring.blob.Guard;
import dev.mooring.blob.NameOrder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The blobs that are there: properties and data files. What changes a blob is to be called while
 * holding its lock. Thread-safe.
 */
final class FolderBlobs {
  private static final int ATTEMPTS = 100;

  private final Tree tree;
  private final Scratch scratch;
  private final Staging staging;

  FolderBlobs(Tree tree, Scratch scratch, Staging staging) {
    this.tree = tree;
    this.scratch = scratch;
    this.staging = staging;
  }

  Optional<Stored> find(BlobName name) throws IOException {
    try {
      return Optional.of(Stored.parse(Files.readAllBytes(tree.properties(name))));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  Stored require(BlobName name) throws IOException {
    return find(name)
        .orElseThrow(() ->
            new BlobException(
                Code.BLOB_NOT_FOUND,
                "There is no blob '%s' in container '%s'"
                    .formatted(name.name(), name.container().name())));
  }

  /** Opens the data file of the version that the properties speak of. */
  BlobReading open(BlobName name) throws IOException {
    for (var attempt = 1; ; attempt++) {
      var stored = require(name);
      try {
        var channel = FileChannel.open(tree.data(name, stored.slot()), StandardOpenOption.READ);
        // The slot may have been written again meanwhile, by the second of two replacements.
        if (find(name).filter(now -> now.generation().equals(stored.generation())).isPresent()) {
          return new FileReading(stored.info(), channel);
        }
        channel.close();
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Makes the file the data of the blob; there is a moment when it becomes visible, whole. */
  BlobInfo replace(
      BlobName name, Optional<Stored> before, BlobInfo info, List<Block> blocks, Path file)
      throws IOException {
    var stored = Stored.over(before, info);
    Files.deleteIfExists(tree.blocks(name, stored.slot()));
    if (!blocks.isEmpty()) {
      staging.commit(name, stored.slot(), blocks);
    }
    Durable.move(file, tree.data(name, stored.slot()));
    publish(name, stored);
    if (before.isPresent()) {
      removeData(name, before.get().slot());
    }
    return info;
  }

  /** Writes behind the committed length, then commits the new one. */
  void append(BlobName name, Stored before, Path bytes, BlobInfo after) throws IOException {
    try (var in = FileChannel.open(bytes, StandardOpenOption.READ);
        var out = FileChannel.open(tree.data(name, before.slot()), StandardOpenOption.WRITE)) {
      var length = before.info().length();
      if (out.size() < length) {
        throw new IOException(
            "The data of '%s' has %d bytes and should have %d; the disk lost some"
                .formatted(name, out.size(), length));
      }
      // What a killed process wrote and did not commit.
      out.truncate(length);
      out.position(length);
      Copies.copy(in, 0, in.size(), out);
      out.force(false);
    }
    publish(name, before.with(after));
  }

  void publish(BlobName name, Stored stored) throws IOException {
    scratch.publish(stored.bytes(), tree.names(name.container()), tree.properties(name));
  }

  void delete(BlobName name, Guard guard) throws IOException {
    guard.check(Optional.of(require(name).info()));
    var properties = tree.properties(name);
    var folder = properties.getParent();
    Files.delete(properties);
    if (folder != null) {
      Durable.sync(folder);
      Durable.removeEmpty(tree.names(name.container()), folder);
    }
    staging.forget(name);
    removeData(name, 0);
    removeData(name, 1);
  }

  BlobPage list(ContainerName container, BlobQuery query) throws IOException {
    return NameOrder.page(
        new NameWalk(tree.names(container)),
        name -> find(new BlobName(container, name)).map(Stored::info),
        query);
  }

  void requireBlockBlobOrNone(BlobName name) throws IOException {
    if (find(name).filter(stored -> stored.info().type() != BlobType.BLOCK).isPresent()) {
      throw new BlobException(
          Code.INVALID_BLOB_TYPE,
          "'%s' is an append blob and is not made of blocks; append to it or delete it first"
              .formatted(name.name()));
    }
  }

  private void removeData(BlobName name, int slot) throws IOException {
    Files.deleteIfExists(tree.data(name, slot));
    Files.deleteIfExists(tree.blocks(name, slot));
  }
}
