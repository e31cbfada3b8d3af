package dev.mooring.blob;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** One version of a blob, open: later writes do not change what is read here. */
public interface BlobReading extends Closeable {
  BlobInfo info();

  /** Copies a piece that lies within the blob. */
  void copyTo(OutputStream out, long offset, long count) throws IOException;
}
