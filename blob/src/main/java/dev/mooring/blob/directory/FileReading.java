package dev.mooring.blob.directory;

import dev.mooring.blob.BlobInfo;
import dev.mooring.blob.BlobReading;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/** A blob's data file, open; it stays readable when it is replaced or deleted. */
record FileReading(BlobInfo info, FileChannel channel) implements BlobReading {
  @Override
  public void copyTo(OutputStream out, long offset, long count) throws IOException {
    Copies.copy(channel, offset, count, Channels.newChannel(out));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
