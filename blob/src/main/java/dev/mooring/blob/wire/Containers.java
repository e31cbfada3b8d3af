package dev.mooring.blob.wire;

import dev.mooring.blob.BlobBackend;
import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlobQuery;
import dev.mooring.blob.ContainerInfo;
import dev.mooring.blob.ContainerName;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What is done to accounts and containers. */
public final class Containers {
  private static final int MAX_RESULTS = 5000;

  private final BlobBackend backend;

  public Containers(BlobBackend backend) {
    this.backend = backend;
  }

  public void create(Call call, ContainerName name, Instant now, Answer answer) throws IOException {
    if (!backend.createContainer(name, call.metadata(), now)) {
      throw new BlobException(
          Code.CONTAINER_ALREADY_EXISTS,
          "There is a container '%s' already".formatted(name.name()));
    }
    answer.empty(201, BlobHeaders.stamp(require(name).stamp()));
  }

  public void get(ContainerName name, Answer answer) throws IOException {
    var container = require(name);
    var headers = BlobHeaders.lease(BlobHeaders.metadata(container.stamp(), container.metadata()));
    headers.put("x-ms-has-immutability-policy", "false");
    headers.put("x-ms-has-legal-hold", "false");
    answer.empty(200, headers);
  }

  public void delete(ContainerName name, Answer answer) throws IOException {
    if (!backend.deleteContainer(name)) {
      throw notFound(name);
    }
    answer.empty(202, Map.of());
  }

  public void listBlobs(Call call, ContainerName name, Answer answer) throws IOException {
    var query = call.query();
    var wanted =
        new BlobQuery(query.of("prefix"), query.of("delimiter"), query.of("marker"), max(query));
    var page = backend.list(name, wanted);
    var metadata = Arrays.asList(query.of("include").split(",", -1)).contains("metadata");
    answer.xml(Map.of(), Listings.blobs(endpoint(call), name.name(), wanted, page, metadata));
  }

  /** List Containers; the marker is the first name of the next page. */
  public void list(Call call, Answer answer) throws IOException {
    var query = call.query();
    var prefix = query.of("prefix");
    var max = max(query);
    var all =
        backend.containers(call.target().account()).stream()
            .filter(container -> container.name().startsWith(prefix))
            .filter(container -> container.name().compareTo(query.of("marker")) >= 0)
            .limit(max + 1L)
            .toList();
    List<ContainerInfo> page = all.size() > max ? all.subList(0, max) : all;
    var next = all.size() > max ? all.get(max).name() : "";
    answer.xml(Map.of(), Listings.containers(endpoint(call), prefix, page, next, max));
  }

  public void account(Answer answer) throws IOException {
    answer.empty(
        200,
        Map.of(
            "x-ms-sku-name", "Standard_LRS",
            "x-ms-account-kind", "StorageV2",
            "x-ms-is-hns-enabled", "false"));
  }

  private ContainerInfo require(ContainerName name) throws IOException {
    return backend.container(name).orElseThrow(() -> notFound(name));
  }

  private static BlobException notFound(ContainerName name) {
    return new BlobException(
        Code.CONTAINER_NOT_FOUND, "There is no container '%s'".formatted(name.name()));
  }

  private static String endpoint(Call call) {
    return (call.exchange().secure() ? "https://" : "http://") + call.exchange().host() + "/";
  }

  private static int max(Query query) {
    var text = query.of("maxresults");
    if (text.isEmpty()) {
      return MAX_RESULTS;
    }
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) == 0) {
      throw new BlobException(
          Code.INVALID_QUERY_PARAMETER_VALUE,
          "maxresults is '%s'; say 1 to %d".formatted(text, MAX_RESULTS));
    }
    return Math.min(MAX_RESULTS, Integer.parseInt(text));
  }
}
