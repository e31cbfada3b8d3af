package dev.mooring.agent.relay;

import dev.mooring.tunnel.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A mounted TLS Secret; read each time it is asked for, as the kubelet renews it in place. */
record TlsFolder(Path folder) implements Supplier<TlsIdentity> {
  @Override
  public TlsIdentity get() {
    return new TlsIdentity(read("tls.crt"), read("tls.key"), read("ca.crt"));
  }

  private String read(String name) {
    var file = folder.resolve(name);
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Cannot read " + file, unreadable);
    }
  }
}
