package dev.mooring.images;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Writes an image as a tar archive of an OCI image layout, with one uncompressed layer: what {@code
 * ctr images import} reads. The same inputs make the same bytes.
 */
final class ImageArchive {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  private ImageArchive() {}

  /**
   * @param name of the image, with its tag
   * @param layer a tar archive of the root file system
   */
  static void write(Path archive, String name, ImageSpec spec, Path layer) throws IOException {
    var layerDigest = Key.digestOf(layer);
    var config = bytes(spec.configuration("sha256:" + layerDigest));
    var manifest =
        bytes(
            Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MANIFEST,
                "config",
                descriptor(CONFIG, digest(config), config.length),
                "layers",
                List.of(descriptor(LAYER, layerDigest, Files.size(layer)))));
    try (var tar = new Tar(new BufferedOutputStream(Files.newOutputStream(archive), 1 << 16))) {
      tar.file("oci-layout", 0644, bytes(Map.of("imageLayoutVersion", "1.0.0")));
      tar.file("index.json", 0644, bytes(index(name, digest(manifest), manifest.length)));
      tar.file(blob(digest(config)), 0644, config);
      tar.file(blob(digest(manifest)), 0644, manifest);
      tar.file(blob(layerDigest), 0644, layer);
    }
  }

  private static Map<String, Object> index(String name, String manifest, long size) {
    var descriptor =
        Map.of(
            "mediaType",
            MANIFEST,
            "digest",
            "sha256:" + manifest,
            "size",
            size,
            // Containerd takes the whole name from its own annotation, other tools from OCI's.
            "annotations",
            Map.of("io.containerd.image.name", name, "org.opencontainers.image.ref.name", name),
            "platform",
            Map.of("architecture", "amd64", "os", "linux"));
    return Map.of("schemaVersion", 2, "manifests", List.of(descriptor));
  }

  private static Map<String, Object> descriptor(String type, String digest, long size) {
    return Map.of("mediaType", type, "digest", "sha256:" + digest, "size", size);
  }

  private static String blob(String digest) {
    return "blobs/sha256/" + digest;
  }

  private static String digest(byte[] contents) {
    return HexFormat.of().formatHex(Key.sha256().digest(contents));
  }

  private static byte[] bytes(Object json) {
    return Json.of(json).getBytes(StandardCharsets.UTF_8);
  }
}
