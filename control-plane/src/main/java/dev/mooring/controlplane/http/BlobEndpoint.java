package dev.mooring.controlplane.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers the calls to a storage account's host. */
@FunctionalInterface
public interface BlobEndpoint {
  void handle(HttpServletRequest request, HttpServletResponse response) throws IOException;
}
