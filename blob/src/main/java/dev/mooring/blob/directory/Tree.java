package dev.mooring.blob.directory;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlobName;
import dev.mooring.blob.ContainerInfo;
import dev.mooring.blob.ContainerName;
import dev.mooring.blob.NameOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where things are below the root:
 *
 * <pre>
 * accounts/{account}/{container}/container      the container's properties
 *                               /names/…~d/…~b  a blob's properties; the blob is there if this is
 *                               /data/{hash}.{slot}, {hash}.{slot}.blocks
 *                               /staged/{hash}/{block}
 * scratch/, locks/
 * </pre>
 */
final class Tree {
  private static final String METADATA = "meta.";

  private final Path accounts;

  Tree(Path root) throws IOException {
    this.accounts = root.resolve("accounts");
    Files.createDirectories(accounts);
  }

  Path container(ContainerName name) {
    return accounts.resolve(name.account()).resolve(name.name());
  }

  Path names(ContainerName name) {
    return container(name).resolve("names");
  }

  Path properties(BlobName name) {
    var path = names(name.container());
    for (var part : FileNames.path(NameOrder.key(name.name()))) {
      path = path.resolve(part);
    }
    return path;
  }

  Path data(BlobName name, int slot) {
    return container(name.container()).resolve("data").resolve(hash(name) + "." + slot);
  }

  Path blocks(BlobName name, int slot) {
    return container(name.container()).resolve("data").resolve(hash(name) + "." + slot + ".blocks");
  }

  Path staged(BlobName name) {
    return container(name.container()).resolve("staged").resolve(hash(name));
  }

  /** All containers of all accounts. */
  List<Path> containers() throws IOException {
    var all = new ArrayList<Path>();
    for (var account : children(accounts)) {
      all.addAll(children(account));
    }
    return all;
  }

  /** The containers there are, by name. */
  List<ContainerInfo> containers(String account) throws IOException {
    var all = new ArrayList<ContainerInfo>();
    for (var folder : children(accounts.resolve(account))) {
      info(folder).ifPresent(all::add);
    }
    return all;
  }

  /** Makes the folders of a container; it is there once its properties are. */
  void make(ContainerInfo info, ContainerName name, Scratch scratch) throws IOException {
    var folder = container(name);
    Durable.folders(accounts, folder);
    for (var part : List.of("names", "data", "staged")) {
      Durable.folders(folder, folder.resolve(part));
    }
    var pairs = new LinkedHashMap<String, String>();
    Stored.stamp(info.stamp(), pairs);
    info.metadata().forEach((key, value) -> pairs.put(METADATA + key, value));
    scratch.publish(Lines.bytes(pairs), folder, folder.resolve("container"));
  }

  Optional<ContainerInfo> info(ContainerName name) throws IOException {
    return info(container(name));
  }

  void require(ContainerName name) {
    if (!Files.exists(container(name).resolve("container"))) {
      throw new BlobException(
          Code.CONTAINER_NOT_FOUND,
          "There is no container '%s' in account '%s'; create it first"
              .formatted(name.name(), name.account()));
    }
  }

  /** The files and folders in a folder, by name; none if it is not there. */
  static List<Path> children(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  private static Optional<ContainerInfo> info(Path folder) throws IOException {
    Map<String, String> pairs;
    try {
      pairs = Lines.parse(Files.readAllBytes(folder.resolve("container")));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    return Optional.of(
        new ContainerInfo(
            String.valueOf(folder.getFileName()),
            Stored.stamp(pairs),
            Lines.below(METADATA, pairs)));
  }

  private static String hash(BlobName name) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(name.name().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
