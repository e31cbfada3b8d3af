package dev.mooring.blob;

final class MemoryBackendTest implements BackendContract {
  private final MemoryBackend backend = new MemoryBackend();

  @Override
  public BlobBackend backend() {
    return backend;
  }
}
