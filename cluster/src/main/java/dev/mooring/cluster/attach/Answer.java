package dev.mooring.cluster.attach;

/** What an API server says to who knocks. */
public sealed interface Answer {
  /** It answers and knows who we are. */
  record Welcome(String version) implements Answer {}

  /** It answers, and does not accept who we are. */
  record Unauthorized(String address, String why) implements Answer {}

  /** It does not answer. */
  record Silent(String address, String why) implements Answer {}
}
