package dev.mooring.controlplane;

import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reads settings and keeps what is wrong with them, to say it all at once. What it returns for a
 * wrong one is used by nobody: {@link #finish} throws first.
 */
final class SettingsReader {
  private static final int KEY_BYTES = 32;

  private final Map<String, String> environment;
  private final List<String> wrong = new ArrayList<>();

  SettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Returns when nothing was wrong.
   *
   * @throws IllegalArgumentException if anything was wrong
   */
  void finish() {
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", wrong));
    }
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  String text(String name, String usual) {
    return value(name).orElse(usual);
  }

  String needed(String name, String what) {
    return value(name)
        .orElseGet(() -> say("%s is not set; set it to %s".formatted(name, what), ""));
  }

  private <T> T say(String problem, T instead) {
    wrong.add(problem);
    return instead;
  }

  int port(String name, int usual) {
    var given = value(name).orElse(Integer.toString(usual));
    if (given.matches("[0-9]{1,5}") && Integer.parseInt(given) <= 65_535) {
      return Integer.parseInt(given);
    }
    return say("%s is '%s'; set it to a port, 0 to 65535".formatted(name, given), usual);
  }

  List<InetAddress> addresses(String name, String usual) {
    var found = new ArrayList<InetAddress>();
    for (var text : value(name).orElse(usual).split(",", -1)) {
      var trimmed = text.trim();
      try {
        // Only literals: a name would be looked up, and could mean another address tomorrow.
        if (trimmed.matches("[0-9.]+|[0-9A-Fa-f:.%]*:[0-9A-Za-z:.%]*")) {
          found.add(InetAddress.getByName(trimmed));
          continue;
        }
      } catch (UnknownHostException noAddress) {
        // Said below.
      }
      wrong.add(
          "%s has '%s'; set it to IP addresses of this machine, separated by commas"
              .formatted(name, trimmed));
    }
    return found;
  }

  Path folder(String name, String what) {
    var path = Path.of(needed(name, what));
    if (value(name).isPresent() && !Files.isDirectory(path)) {
      wrong.add("%s is '%s', which is no folder; set it to %s".formatted(name, path, what));
    }
    return path;
  }

  /** What is in the file that is named, without the space around it. */
  String content(String name, String what) {
    var path = needed(name, what);
    if (path.isEmpty()) {
      return "";
    }
    try {
      return Files.readString(Path.of(path)).strip();
    } catch (IOException unreadable) {
      return say(
          "%s is '%s', which cannot be read (%s); set it to %s"
              .formatted(name, path, unreadable.getClass().getSimpleName(), what),
          "");
    }
  }

  SecretKey masterKey(String name) {
    var what = "a file with 32 random bytes in base64: `head -c 32 /dev/urandom | base64`";
    var text = content(name, what);
    var bytes = new byte[KEY_BYTES];
    if (!text.isEmpty()) {
      try {
        bytes = Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException notBase64) {
        bytes = new byte[0];
      }
      if (bytes.length != KEY_BYTES) {
        wrong.add("%s does not hold 32 bytes in base64; set it to %s".formatted(name, what));
        bytes = new byte[KEY_BYTES];
      }
    }
    return new SecretKeySpec(bytes, "AES");
  }

  Settings.Client client(String name) {
    var what = "a file with {\"clientId\",\"clientSecret\"}";
    var text = content(name, what);
    if (text.isEmpty()) {
      return new Settings.Client("", "");
    }
    try {
      var read = Json.parse(text);
      var id = Json.text(read, "clientId");
      var secret = Json.text(read, "clientSecret");
      if (id.isPresent() && secret.isPresent()) {
        return new Settings.Client(id.get(), secret.get());
      }
    } catch (Refusal notJson) {
      // Said below.
    }
    return say(
        "%s does not hold a client; set it to %s".formatted(name, what),
        new Settings.Client("", ""));
  }
}
