package dev.mooring.blob.wire;

import dev.mooring.blob.BlobName;
import dev.mooring.blob.ContainerName;

/** What a URL names. */
public sealed interface Target {
  String account();

  /** The account itself. */
  record Account(String account) implements Target {
    public Account {
      ContainerName.checkAccount(account);
    }
  }

  /** A container. */
  record Container(ContainerName name) implements Target {
    @Override
    public String account() {
      return name.account();
    }
  }

  /** A blob. */
  record Blob(BlobName name) implements Target {
    @Override
    public String account() {
      return name.container().account();
    }
  }
}
