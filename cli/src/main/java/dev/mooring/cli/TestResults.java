package dev.mooring.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * How tests ended.
 *
 * @param failures their names, each with what was said below it; as many as {@code failed}
 */
record TestResults(int passed, int failed, int skipped, List<String> failures) {
  /** Of a failure, so that several can be read at a glance. */
  private static final int MOST_LINES = 25;

  static final TestResults NONE = new TestResults(0, 0, 0, List.of());

  static final TestResults ONE_SKIPPED = new TestResults(0, 0, 1, List.of());

  TestResults {
    failures = List.copyOf(failures);
  }

  TestResults plus(TestResults other) {
    var all = new ArrayList<>(failures);
    all.addAll(other.failures);
    return new TestResults(
        passed + other.passed, failed + other.failed, skipped + other.skipped, all);
  }

  /** Counts the lines of {@code go test -json}; only tests count, not packages. */
  static TestResults ofGo(List<String> lines) {
    var result = NONE;
    for (var line : lines) {
      if (line.startsWith("{")) {
        result = result.plus(ofGoEvent(parse(line)));
      }
    }
    return result;
  }

  private static TestResults ofGoEvent(JsonNode event) {
    if (!event.has("Test")) {
      return NONE;
    }
    var name = event.path("Package").asText() + "." + event.path("Test").asText();
    return switch (event.path("Action").asText()) {
      case "pass" -> new TestResults(1, 0, 0, List.of());
      case "fail" -> new TestResults(0, 1, 0, List.of(name));
      case "skip" -> new TestResults(0, 0, 1, List.of());
      default -> NONE;
    };
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not an event of go test -json: " + line, e);
    }
  }

  /** Reads a TEST-*.xml of Surefire. */
  static TestResults ofSurefire(Path report) throws IOException {
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      var cases =
          factory.newDocumentBuilder().parse(report.toFile()).getElementsByTagName("testcase");
      var result = NONE;
      for (var i = 0; i < cases.getLength(); i++) {
        result = result.plus(ofCase((Element) cases.item(i)));
      }
      return result;
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("%s is not a Surefire report: %s".formatted(report, e.getMessage()), e);
    }
  }

  /** What it says before its first stack frame; each line below the name and indented. */
  private static String words(Element failure) {
    return failure
        .getTextContent()
        .lines()
        .takeWhile(line -> !line.startsWith("\tat "))
        .filter(line -> !line.isBlank())
        .limit(MOST_LINES)
        .map(line -> "%n    %s".formatted(line))
        .collect(Collectors.joining());
  }

  private static TestResults ofCase(Element test) {
    for (var kind : List.of("failure", "error")) {
      if (test.getElementsByTagName(kind).item(0) instanceof Element failure) {
        var name = test.getAttribute("classname") + "." + test.getAttribute("name");
        return new TestResults(0, 1, 0, List.of(name + words(failure)));
      }
    }
    return test.getElementsByTagName("skipped").getLength() > 0
        ? new TestResults(0, 0, 1, List.of())
        : new TestResults(1, 0, 0, List.of());
  }
}
