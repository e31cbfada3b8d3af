package dev.mooring.blob.wire;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlobExchange;
import dev.mooring.blob.BlobName;
import dev.mooring.blob.ContainerName;
import java.util.Locale;

/** From a URL and a method to what is asked for. */
public final class Routes {
  private Routes() {}

  public static Target target(BlobExchange exchange, Query query) {
    var account = account(exchange.host());
    var path = exchange.rawPath().substring(1);
    var slash = path.indexOf('/');
    if (path.isEmpty()) {
      return new Target.Account(account);
    }
    if (slash < 0 || slash == path.length() - 1) {
      var name = Query.decode(slash < 0 ? path : path.substring(0, slash), false);
      if (!query.of("restype").equals("container")) {
        throw new BlobException(
            Code.INVALID_URI,
            "'/%s' names a container, and the query lacks restype=container".formatted(name));
      }
      return new Target.Container(new ContainerName(account, name));
    }
    var container = new ContainerName(account, Query.decode(path.substring(0, slash), false));
    return new Target.Blob(new BlobName(container, Query.decode(path.substring(slash + 1), false)));
  }

  public static Operation operation(Target target, String method, Query query) {
    var comp = query.of("comp");
    return switch (target) {
      case Target.Account _ -> account(method, query.of("restype"), comp);
      case Target.Container _ -> container(method, comp);
      case Target.Blob _ -> blob(method, comp);
    };
  }

  /** The first label of the host. */
  private static String account(String host) {
    var dot = host.indexOf('.');
    return (dot < 0 ? host : host.substring(0, dot)).toLowerCase(Locale.ROOT);
  }

  private static Operation account(String method, String restype, String comp) {
    return switch (method + " " + restype + " " + comp) {
      case "GET  list" -> Operation.LIST_CONTAINERS;
      case "GET account properties", "HEAD account properties" -> Operation.ACCOUNT_INFORMATION;
      default -> throw unknown(method, "an account", comp);
    };
  }

  private static Operation container(String method, String comp) {
    return switch (method + " " + comp) {
      case "PUT " -> Operation.CREATE_CONTAINER;
      case "GET ", "HEAD ", "GET metadata", "HEAD metadata" -> Operation.GET_CONTAINER;
      case "DELETE " -> Operation.DELETE_CONTAINER;
      case "GET list" -> Operation.LIST_BLOBS;
      default -> throw unknown(method, "a container", comp);
    };
  }

  private static Operation blob(String method, String comp) {
    return switch (method + " " + comp) {
      case "GET " -> Operation.GET_BLOB;
      case "HEAD " -> Operation.HEAD_BLOB;
      case "GET metadata", "HEAD metadata" -> Operation.GET_METADATA;
      case "GET blocklist" -> Operation.GET_BLOCK_LIST;
      case "PUT " -> Operation.PUT_BLOB;
      case "PUT block" -> Operation.PUT_BLOCK;
      case "PUT blocklist" -> Operation.PUT_BLOCK_LIST;
      case "PUT appendblock" -> Operation.APPEND_BLOCK;
      case "PUT metadata" -> Operation.SET_METADATA;
      case "PUT properties" -> Operation.SET_CONTENT;
      case "DELETE " -> Operation.DELETE_BLOB;
      default -> throw unknown(method, "a blob", comp);
    };
  }

  private static BlobException unknown(String method, String what, String comp) {
    return comp.isEmpty()
        ? new BlobException(
            Code.UNSUPPORTED_HTTP_VERB, "%s is not done to %s here".formatted(method, what))
        : new BlobException(
            Code.UNSUPPORTED_QUERY_PARAMETER,
            "%s with comp=%s is not done to %s here".formatted(method, comp, what));
  }
}
