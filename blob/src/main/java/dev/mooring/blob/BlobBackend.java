package dev.mooring.blob;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where blobs are kept. A write is done wholly or not at all, and lasts once the call returns; the
 * writes of one blob happen one after the other, whoever does them; a guard is asked in between.
 * Every call on a blob says CONTAINER_NOT_FOUND if its container is not there. An IOException is
 * the storage's trouble, or the body's.
 */
public interface BlobBackend {
  /** Makes a container; false if it was there, which then stays as it is. */
  boolean createContainer(ContainerName name, Map<String, String> metadata, Instant now)
      throws IOException;

  /** Deletes a container with its blobs; false if there was none. */
  boolean deleteContainer(ContainerName name) throws IOException;

  Optional<ContainerInfo> container(ContainerName name) throws IOException;

  /** The account's containers, by name. */
  List<ContainerInfo> containers(String account) throws IOException;

  Optional<BlobInfo> find(BlobName name) throws IOException;

  /** Opens a blob as it is now; BLOB_NOT_FOUND if there is none. */
  BlobReading open(BlobName name) throws IOException;

  /** Writes or replaces a blob; for an append blob the body is how it starts. */
  BlobInfo put(BlobName name, Upload upload, Body body, Guard guard, Instant now)
      throws IOException;

  /**
   * Keeps a block, in place of one with the same id, for a later {@link #commit}; blocks that
   * nobody commits go after a week. INVALID_BLOB_TYPE if there is an append blob of that name.
   */
  void stage(BlobName name, String blockId, Body body, Instant now) throws IOException;

  /**
   * Makes the blob from these blocks, in this order; blocks that were not chosen are forgotten.
   * INVALID_BLOCK_LIST if one is not there.
   */
  BlobInfo commit(BlobName name, Upload upload, List<BlockChoice> blocks, Guard guard, Instant now)
      throws IOException;

  /** BLOB_NOT_FOUND if there is neither a blob nor a block. */
  BlockLists blocks(BlobName name) throws IOException;

  /**
   * Adds to the end of an append blob. BLOB_NOT_FOUND, or INVALID_BLOB_TYPE for another type. The
   * bytes begin at the answer's length less the body's.
   */
  BlobInfo append(BlobName name, Body body, Guard guard, Instant now) throws IOException;

  /** Changes what is said about a blob; BLOB_NOT_FOUND if there is none. */
  BlobInfo describe(BlobName name, UnaryOperator<Description> change, Guard guard, Instant now)
      throws IOException;

  /** Deletes a blob with its blocks; BLOB_NOT_FOUND if there is none. */
  void delete(BlobName name, Guard guard) throws IOException;

  BlobPage list(ContainerName container, BlobQuery query) throws IOException;
}
