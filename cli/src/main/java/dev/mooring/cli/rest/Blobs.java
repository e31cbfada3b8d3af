package dev.mooring.cli.rest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** Blobs through signed URLs. Thread-safe. */
public final class Blobs {
  private static final String VERSION = "2023-11-03";

  /** A log is read in pieces of this size, however long it is. */
  private static final int PIECE = 4 << 20;

  private final Http http;

  Blobs(Http http) {
    this.http = http;
  }

  /** A blob of a listing. */
  public record Listed(String name, long size) {}

  /** What reading on in a blob gave. */
  public sealed interface Reading {
    /** Its next bytes. */
    record Bytes(ByteBuffer bytes) implements Reading {}

    /** It ends where the reader is. */
    record End() implements Reading {}

    /** Nobody has written it yet. */
    record Absent() implements Reading {}
  }

  /** Writes a blob, unless one of its name is there. */
  public void putIfAbsent(Container container, String name, Path file) {
    try {
      var request =
          HttpRequest.newBuilder(container.blob(name))
              .header("x-ms-version", VERSION)
              .header("x-ms-blob-type", "BlockBlob")
              .header("If-None-Match", "*")
              .header("Content-Type", "application/octet-stream")
              .PUT(BodyPublishers.ofFile(file))
              .build();
      var answer = http.send(request, BodyHandlers.ofString());
      // An earlier attempt, maybe of this very command, wrote it.
      if (answer.statusCode() != 201 && answer.statusCode() != 409) {
        throw refused("Blob '%s' was not written".formatted(name), answer.statusCode());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<Listed> list(Container container, String prefix) {
    var all = new ArrayList<Listed>();
    var marker = "";
    do {
      var request =
          HttpRequest.newBuilder(container.list(prefix, marker))
              .header("x-ms-version", VERSION)
              .build();
      var answer = http.send(request, BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw refused("%s cannot be listed".formatted(container.url()), answer.statusCode());
      }
      var page = xml(answer.body());
      var blobs = page.getElementsByTagName("Blob");
      for (var i = 0; i < blobs.getLength(); i++) {
        var blob = (Element) blobs.item(i);
        all.add(new Listed(text(blob, "Name"), Long.parseLong(text(blob, "Content-Length"))));
      }
      marker = text(page.getDocumentElement(), "NextMarker");
    } while (!marker.isEmpty());
    return all;
  }

  /** Reads a blob into a file, which is whole or not there. */
  public void download(Container container, String name, Path file) {
    try {
      var folder = Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
      var part = Files.createTempFile(folder, ".moor-", ".part");
      try {
        var request =
            HttpRequest.newBuilder(container.blob(name)).header("x-ms-version", VERSION).build();
        var answer = http.send(request, BodyHandlers.ofFile(part));
        if (answer.statusCode() != 200) {
          throw refused("Blob '%s' cannot be read".formatted(name), answer.statusCode());
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what a blob has from a byte on, counted from 0; of a long one only the next piece. */
  public Reading readFrom(URI url, long offset) {
    var request =
        HttpRequest.newBuilder(url)
            .header("x-ms-version", VERSION)
            .header("Range", "bytes=%d-%d".formatted(offset, offset + PIECE - 1))
            .build();
    var answer = http.send(request, BodyHandlers.ofByteArray());
    return switch (answer.statusCode()) {
      case 206 -> bytes(answer.body(), 0);
      // A server without ranges sends all of it.
      case 200 -> bytes(answer.body(), offset);
      case 416 -> new Reading.End();
      case 404 -> new Reading.Absent();
      default -> throw refused("The log cannot be read", answer.statusCode());
    };
  }

  private static Reading bytes(byte[] body, long from) {
    return from >= body.length
        ? new Reading.End()
        : new Reading.Bytes(ByteBuffer.wrap(body, (int) from, (int) (body.length - from)).slice());
  }

  private static ProblemException refused(String what, int status) {
    return ProblemException.failed(
        "BlobRefused",
        "%s: the storage answered with status %d".formatted(what, status),
        status == 403
            ? "its signature may have ended; run the command again"
            : "./moor status says how the platform is");
  }

  private static String text(Element parent, String tag) {
    var found = parent.getElementsByTagName(tag);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }

  private static Document xml(byte[] body) {
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(new ByteArrayInputStream(body));
    } catch (ParserConfigurationException | SAXException e) {
      throw ProblemException.failed(
          "BlobRefused", "A listing of the storage is not XML: " + e.getMessage(), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
