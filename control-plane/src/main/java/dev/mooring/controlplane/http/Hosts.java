package dev.mooring.controlplane.http;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which part of us a host name means. */
record Hosts(String domain) {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.%]+]");

  enum Part {
    API,
    STORAGE,
    UNKNOWN
  }

  Part of(String hostHeader) {
    var host = hostHeader.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
    if (host.endsWith(".blob.core." + domain)) {
      return Part.STORAGE;
    }
    var api =
        host.isEmpty()
            || host.equals(api())
            || host.equals("localhost")
            || ADDRESS.matcher(host).matches();
    return api ? Part.API : Part.UNKNOWN;
  }

  String api() {
    return "arm." + domain;
  }
}
