package dev.mooring.tunnel;

/** Something that went wrong, and what to do about it. */
record Trouble(String code, String message, String nextStep) {

  /** As the body of an error answer. */
  String json() {
    return "{\"error\":{\"code\":%s,\"message\":%s,\"nextStep\":%s}}"
        .formatted(quoted(code), quoted(message), quoted(nextStep));
  }

  private static String quoted(String text) {
    var json = new StringBuilder(text.length() + 2).append('"');
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
