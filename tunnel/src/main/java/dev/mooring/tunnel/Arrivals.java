package dev.mooring.tunnel;

/**
 * Who is told about agents that dial in, always on a virtual thread, so it may block. For one
 * connection the calls come in the order written here; {@code arrived} is never called for two
 * connections of an agent at once, and the later one is the one that stays.
 */
public interface Arrivals {
  /**
   * Asked for each connection whose client certificate our CA signed.
   *
   * @param agent the certificate's common name
   * @param certificateSha256 of the certificate's DER form, lower-case hex
   * @return false closes the connection; so does an exception
   */
  boolean admit(String agent, String certificateSha256);

  /**
   * The agent can be called. An earlier tunnel of it is closed after this returns.
   *
   * @throws RuntimeException to have the tunnel closed; {@code left} does not follow then
   */
  void arrived(Tunnel tunnel);

  /** The tunnel is closed, by whichever side; once for each that arrived. */
  void left(Tunnel tunnel);
}
