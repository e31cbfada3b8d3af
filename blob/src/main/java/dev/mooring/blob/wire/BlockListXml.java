package dev.mooring.blob.wire;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlockChoice;
import dev.mooring.blob.BlockChoice.From;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The body of Put Block List. */
final class BlockListXml {
  private static final int MAX_BLOCKS = 50_000;

  private BlockListXml() {}

  static List<BlockChoice> parse(byte[] xml) {
    var factory = XMLInputFactory.newDefaultFactory();
    // What others send must not make us fetch or grow anything.
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      var reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
      try {
        return blocks(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private static List<BlockChoice> blocks(XMLStreamReader reader) throws XMLStreamException {
    var blocks = new ArrayList<BlockChoice>();
    reader.nextTag();
    reader.require(XMLStreamConstants.START_ELEMENT, null, "BlockList");
    while (reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
      var from = from(reader.getLocalName());
      blocks.add(new BlockChoice(reader.getElementText().strip(), from));
      if (blocks.size() > MAX_BLOCKS) {
        throw new BlobException(
            Code.INVALID_BLOCK_LIST, "A blob has at most %d blocks".formatted(MAX_BLOCKS));
      }
    }
    return blocks;
  }

  private static From from(String element) {
    return switch (element) {
      case "Committed" -> From.COMMITTED;
      case "Uncommitted" -> From.UNCOMMITTED;
      case "Latest" -> From.LATEST;
      default -> throw invalid("<%s> is no place of a block".formatted(element));
    };
  }

  private static BlobException invalid(String what) {
    return new BlobException(
        Code.INVALID_XML_DOCUMENT, "The list of blocks cannot be read: " + what);
  }
}
