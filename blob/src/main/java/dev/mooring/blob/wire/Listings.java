package dev.mooring.blob.wire;

import dev.mooring.blob.BlobInfo;
import dev.mooring.blob.BlobPage;
import dev.mooring.blob.BlobPage.Entry;
import dev.mooring.blob.BlobQuery;
import dev.mooring.blob.Block;
import dev.mooring.blob.BlockLists;
import dev.mooring.blob.ContainerInfo;
import dev.mooring.blob.Stamp;
import java.util.List;
import java.util.Map;

/** Answers in XML, as Azure's REST reference has them. */
final class Listings {
  private Listings() {}

  static byte[] blobs(
      String endpoint, String container, BlobQuery query, BlobPage page, boolean metadata) {
    var xml =
        new Xml()
            .open("EnumerationResults", "ServiceEndpoint", endpoint, "ContainerName", container)
            .optional("Prefix", query.prefix())
            .optional("Marker", query.marker())
            .element("MaxResults", Integer.toString(query.max()))
            .optional("Delimiter", query.delimiter())
            .open("Blobs");
    for (var entry : page.entries()) {
      switch (entry) {
        case Entry.Found(BlobInfo info) -> blob(xml, info, metadata);
        case Entry.Prefix(String name) -> xml.open("BlobPrefix").name(name).close("BlobPrefix");
      }
    }
    return xml.close("Blobs")
        .element("NextMarker", page.next())
        .close("EnumerationResults")
        .bytes();
  }

  static byte[] containers(
      String endpoint, String prefix, List<ContainerInfo> containers, String next, int max) {
    var xml =
        new Xml()
            .open("EnumerationResults", "ServiceEndpoint", endpoint)
            .optional("Prefix", prefix)
            .element("MaxResults", Integer.toString(max))
            .open("Containers");
    for (var container : containers) {
      xml.open("Container").element("Name", container.name()).open("Properties");
      stamp(xml, container.stamp());
      lease(xml);
      xml.element("HasImmutabilityPolicy", "false")
          .element("HasLegalHold", "false")
          .close("Properties");
      metadata(xml, container.metadata());
      xml.close("Container");
    }
    return xml.close("Containers").element("NextMarker", next).close("EnumerationResults").bytes();
  }

  static byte[] blocks(BlockLists lists, String which) {
    var xml = new Xml().open("BlockList");
    if (!which.equals("uncommitted")) {
      blocks(xml, "CommittedBlocks", lists.committed());
    }
    if (!which.equals("committed")) {
      blocks(xml, "UncommittedBlocks", lists.uncommitted());
    }
    return xml.close("BlockList").bytes();
  }

  static byte[] error(String code, String message, String detail) {
    return new Xml()
        .open("Error")
        .element("Code", code)
        .element("Message", message)
        .optional("AuthenticationErrorDetail", detail)
        .close("Error")
        .bytes();
  }

  private static void blocks(Xml xml, String element, List<Block> blocks) {
    xml.open(element);
    for (var block : blocks) {
      xml.open("Block")
          .element("Name", block.id())
          .element("Size", Long.toString(block.size()))
          .close("Block");
    }
    xml.close(element);
  }

  private static void blob(Xml xml, BlobInfo blob, boolean metadata) {
    var content = blob.description().content();
    xml.open("Blob")
        .name(blob.name())
        .open("Properties")
        .element("Creation-Time", Times.http(blob.stamp().created()));
    stamp(xml, blob.stamp());
    xml.element("Content-Length", Long.toString(blob.length()))
        .element("Content-Type", content.type())
        .element("Content-Encoding", content.encoding())
        .element("Content-Language", content.language())
        .element("Content-MD5", content.md5())
        .element("Cache-Control", content.cacheControl())
        .element("Content-Disposition", content.disposition())
        .element("BlobType", blob.type().wire());
    lease(xml);
    xml.element("ServerEncrypted", "true").close("Properties");
    if (metadata) {
      metadata(xml, blob.description().metadata());
    }
    xml.close("Blob");
  }

  private static void stamp(Xml xml, Stamp stamp) {
    xml.element("Last-Modified", Times.http(stamp.modified())).element("Etag", stamp.etag());
  }

  private static void lease(Xml xml) {
    xml.element("LeaseStatus", "unlocked").element("LeaseState", "available");
  }

  private static void metadata(Xml xml, Map<String, String> metadata) {
    xml.open("Metadata");
    metadata.forEach(xml::element);
    xml.close("Metadata");
  }
}
