package dev.mooring.blob;

import dev.mooring.blob.BlobException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Blobs in memory, for tests. Passes the same contract as the real one. Thread-safe. */
final class MemoryBackend implements BlobBackend {
  private static final class Box {
    final ContainerInfo info;
    final TreeMap<String, Kept> blobs = new TreeMap<>();
    final Map<String, Map<String, byte[]>> staged = new HashMap<>();

    Box(ContainerInfo info) {
      this.info = info;
    }
  }

  private static final class Kept {
    final BlobInfo info;
    final byte[] bytes;
    final List<Block> blocks;

    Kept(BlobInfo info, byte[] bytes, List<Block> blocks) {
      this.info = info;
      this.bytes = bytes;
      this.blocks = blocks;
    }
  }

  private final Map<ContainerName, Box> containers = new HashMap<>();

  @Override
  public synchronized boolean createContainer(
      ContainerName name, Map<String, String> metadata, Instant now) {
    var box = new Box(new ContainerInfo(name.name(), Stamp.fresh(now), metadata));
    return containers.putIfAbsent(name, box) == null;
  }

  @Override
  public synchronized boolean deleteContainer(ContainerName name) {
    return containers.remove(name) != null;
  }

  @Override
  public synchronized Optional<ContainerInfo> container(ContainerName name) {
    return Optional.ofNullable(containers.get(name)).map(box -> box.info);
  }

  @Override
  public synchronized List<ContainerInfo> containers(String account) {
    return containers.entrySet().stream()
        .filter(entry -> entry.getKey().account().equals(account))
        .map(entry -> entry.getValue().info)
        .sorted(Comparator.comparing(ContainerInfo::name))
        .toList();
  }

  @Override
  public synchronized Optional<BlobInfo> find(BlobName name) {
    return kept(name).map(kept -> kept.info);
  }

  @Override
  public synchronized BlobReading open(BlobName name) {
    var kept = require(name);
    return new BlobReading() {
      @Override
      public BlobInfo info() {
        return kept.info;
      }

      @Override
      public void copyTo(OutputStream out, long offset, long count) throws IOException {
        out.write(kept.bytes, Math.toIntExact(offset), Math.toIntExact(count));
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public synchronized BlobInfo put(
      BlobName name, Upload upload, Body body, Guard guard, Instant now) throws IOException {
    var out = new ByteArrayOutputStream();
    guard.check(find(name));
    var md5 = body.copyTo(out);
    var info = BlobInfo.written(name.name(), upload.withMd5(md5), body.length(), now);
    return keep(name, new Kept(info, out.toByteArray(), List.of()));
  }

  @Override
  public synchronized void stage(BlobName name, String blockId, Body body, Instant now)
      throws IOException {
    requireBlockBlobOrNone(name);
    var out = new ByteArrayOutputStream();
    body.copyTo(out);
    staged(name).put(blockId, out.toByteArray());
  }

  @Override
  public synchronized BlobInfo commit(
      BlobName name, Upload upload, List<BlockChoice> choices, Guard guard, Instant now) {
    requireBlockBlobOrNone(name);
    guard.check(find(name));
    var out = new ByteArrayOutputStream();
    var blocks = new ArrayList<Block>();
    for (var choice : choices) {
      var bytes = chosen(name, choice);
      blocks.add(new Block(choice.id(), bytes.length));
      out.writeBytes(bytes);
    }
    box(name.container()).staged.remove(name.name());
    var info = BlobInfo.written(name.name(), upload, out.size(), now);
    return keep(name, new Kept(info, out.toByteArray(), blocks));
  }

  @Override
  public synchronized BlockLists blocks(BlobName name) {
    var waiting =
        staged(name).entrySet().stream()
            .map(entry -> new Block(entry.getKey(), entry.getValue().length))
            .toList();
    return waiting.isEmpty()
        ? new BlockLists(require(name).blocks, waiting)
        : new BlockLists(kept(name).map(kept -> kept.blocks).orElse(List.of()), waiting);
  }

  @Override
  public synchronized BlobInfo append(BlobName name, Body body, Guard guard, Instant now)
      throws IOException {
    var before = require(name);
    if (before.info.type() != BlobType.APPEND) {
      throw new BlobException(Code.INVALID_BLOB_TYPE, "not an append blob");
    }
    guard.check(Optional.of(before.info));
    var out = new ByteArrayOutputStream();
    out.writeBytes(before.bytes);
    body.copyTo(out);
    var info = before.info.appended(body.length(), now);
    return keep(name, new Kept(info, out.toByteArray(), List.of()));
  }

  @Override
  public synchronized BlobInfo describe(
      BlobName name, UnaryOperator<Description> change, Guard guard, Instant now) {
    var before = require(name);
    guard.check(Optional.of(before.info));
    return keep(name, new Kept(before.info.described(change, now), before.bytes, before.blocks));
  }

  @Override
  public synchronized void delete(BlobName name, Guard guard) {
    guard.check(Optional.of(require(name).info));
    box(name.container()).blobs.remove(NameOrder.key(name.name()));
    box(name.container()).staged.remove(name.name());
  }

  @Override
  public synchronized BlobPage list(ContainerName container, BlobQuery query) throws IOException {
    var blobs = box(container).blobs;
    return NameOrder.page(
        key -> Optional.ofNullable(blobs.ceilingKey(key)),
        name -> Optional.ofNullable(blobs.get(NameOrder.key(name))).map(kept -> kept.info),
        query);
  }

  private byte[] chosen(BlobName name, BlockChoice choice) {
    var waiting = staged(name).get(choice.id());
    if (waiting != null && choice.from() != BlockChoice.From.COMMITTED) {
      return waiting;
    }
    var kept = kept(name);
    if (kept.isPresent() && choice.from() != BlockChoice.From.UNCOMMITTED) {
      var offset = 0;
      for (var block : kept.get().blocks) {
        var end = offset + Math.toIntExact(block.size());
        if (block.id().equals(choice.id())) {
          return Arrays.copyOfRange(kept.get().bytes, offset, end);
        }
        offset = end;
      }
    }
    throw new BlobException(Code.INVALID_BLOCK_LIST, "no block " + choice.id());
  }

  private void requireBlockBlobOrNone(BlobName name) {
    if (find(name).filter(info -> info.type() != BlobType.BLOCK).isPresent()) {
      throw new BlobException(Code.INVALID_BLOB_TYPE, "an append blob");
    }
  }

  private BlobInfo keep(BlobName name, Kept kept) {
    box(name.container()).blobs.put(NameOrder.key(name.name()), kept);
    return kept.info;
  }

  private Map<String, byte[]> staged(BlobName name) {
    return box(name.container()).staged.computeIfAbsent(name.name(), _ -> new TreeMap<>());
  }

  private Box box(ContainerName name) {
    var box = containers.get(name);
    if (box == null) {
      throw new BlobException(Code.CONTAINER_NOT_FOUND, "no container " + name);
    }
    return box;
  }

  private Optional<Kept> kept(BlobName name) {
    return Optional.ofNullable(box(name.container()).blobs.get(NameOrder.key(name.name())));
  }

  private Kept require(BlobName name) {
    return kept(name).orElseThrow(() -> new BlobException(Code.BLOB_NOT_FOUND, "no blob " + name));
  }
}
