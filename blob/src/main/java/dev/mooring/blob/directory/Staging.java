package dev.mooring.blob.directory;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlobName;
import dev.mooring.blob.Block;
import dev.mooring.blob.BlockChoice;
import dev.mooring.blob.BlockChoice.From;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Blocks that wait to become a blob, and the blocks a blob is made of. Thread-safe. */
final class Staging {
  private final Tree tree;
  private final Scratch scratch;

  Staging(Tree tree, Scratch scratch) {
    this.tree = tree;
    this.scratch = scratch;
  }

  /** Puts a block, whose bytes are on disk, among those that wait. */
  void keep(BlobName name, String id, Path file) throws IOException {
    var top = tree.container(name.container()).resolve("staged");
    Durable.place(top, file, tree.staged(name).resolve(fileName(id)));
  }

  List<Block> waiting(BlobName name) throws IOException {
    var blocks = new ArrayList<Block>();
    for (var file : Tree.children(tree.staged(name))) {
      try {
        blocks.add(new Block(id(String.valueOf(file.getFileName())), Files.size(file)));
      } catch (NoSuchFileException _) {
        // It went meanwhile.
      }
    }
    return blocks;
  }

  void forget(BlobName name) throws IOException {
    var folder = tree.staged(name);
    if (Files.exists(folder)) {
      Durable.deleteTree(folder);
    }
  }

  /** What the blob was put together from; none if it was written in one piece. */
  List<Block> committed(BlobName name, Stored stored) throws IOException {
    try {
      return Lines.parse(Files.readAllBytes(tree.blocks(name, stored.slot()))).values().stream()
          .map(Staging::block)
          .toList();
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  /** Says what the blob in this slot is made of; to be done before the blob is there. */
  void commit(BlobName name, int slot, List<Block> blocks) throws IOException {
    var lines = new LinkedHashMap<String, String>();
    for (var block : blocks) {
      lines.put(Integer.toString(lines.size()), block.size() + " " + block.id());
    }
    var top = tree.container(name.container()).resolve("data");
    scratch.publish(Lines.bytes(lines), top, tree.blocks(name, slot));
  }

  /** Writes the chosen blocks one after the other into a file. */
  List<Block> assemble(
      BlobName name, Optional<Stored> before, List<BlockChoice> choices, Path target)
      throws IOException {
    var committed = before.isPresent() ? committed(name, before.get()) : List.<Block>of();
    var blocks = new ArrayList<Block>();
    try (var out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (var choice : choices) {
        var size = waiting(name, choice, out);
        if (size < 0 && choice.from() != From.UNCOMMITTED && before.isPresent()) {
          size = committed(tree.data(name, before.get().slot()), committed, choice.id(), out);
        }
        if (size < 0) {
          throw new BlobException(
              Code.INVALID_BLOCK_LIST,
              "There is no block '%s' of '%s' to commit; put it again and commit the list again"
                  .formatted(choice.id(), name.name()));
        }
        blocks.add(new Block(choice.id(), size));
      }
      out.force(true);
    }
    return blocks;
  }

  /** Adds a waiting block; -1 if there is none. */
  private long waiting(BlobName name, BlockChoice choice, FileChannel out) throws IOException {
    if (choice.from() == From.COMMITTED) {
      return -1;
    }
    try (var in =
        FileChannel.open(
            tree.staged(name).resolve(fileName(choice.id())), StandardOpenOption.READ)) {
      return Copies.copy(in, 0, in.size(), out);
    } catch (NoSuchFileException _) {
      return -1;
    }
  }

  /** Adds a block of the blob there is; -1 if it has none of that id. */
  private static long committed(Path data, List<Block> blocks, String id, FileChannel out)
      throws IOException {
    var offset = 0L;
    for (var block : blocks) {
      if (block.id().equals(id)) {
        try (var in = FileChannel.open(data, StandardOpenOption.READ)) {
          return Copies.copy(in, offset, block.size(), out);
        } catch (NoSuchFileException _) {
          return -1;
        }
      }
      offset += block.size();
    }
    return -1;
  }

  private static Block block(String line) {
    var space = line.indexOf(' ');
    return new Block(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
  }

  private static String fileName(String id) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(id.getBytes(StandardCharsets.UTF_8));
  }

  private static String id(String fileName) {
    return new String(Base64.getUrlDecoder().decode(fileName), StandardCharsets.UTF_8);
  }
}
