package dev.mooring.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** The server that all tests of this JVM share; it ends with the JVM. */
final class OneServer {
  private static final PostgresServer SERVER = start();

  private OneServer() {}

  static PostgresServer get() {
    return SERVER;
  }

  private static PostgresServer start() {
    try {
      return PostgresServer.start(Files.createTempDirectory("mooring-one-server-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
