package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.controlplane.http.Route;
import dev.mooring.store.Operation;
import dev.mooring.store.Resources;
import dev.mooring.store.Row;
import dev.mooring.store.Written;
import java.util.List;
import java.util.UUID;

/** What callers wait for: long-running operations as ARM's clients poll them. */
final class Operations {
  /** Clients take 0 for absent, and then wait 30 s. */
  private static final String SECONDS = "1";

  private final Resources resources;

  Operations(Resources resources) {
    this.resources = resources;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", Ids.SUBSCRIPTION + "/operations/{operation}", this::status),
        Route.of("GET", Ids.SUBSCRIPTION + "/operationResults/{operation}", this::result));
  }

  /** The answer to a PUT: the resource, and where to ask whether it is ready. */
  static Reply put(Request request, Written written, ObjectNode resource) {
    var reply = Reply.of(written.created() ? 201 : 200, resource);
    return written.operation().isEmpty()
        ? reply
        : reply
            .with("Azure-AsyncOperation", link(request, "operations", written.operation().get()))
            .with("Retry-After", SECONDS);
  }

  /** The answer to a DELETE that goes on after it. */
  static Reply accepted(Request request, Operation operation) {
    return Reply.empty(202)
        .with("Azure-AsyncOperation", link(request, "operations", operation))
        .with("Location", link(request, "operationResults", operation))
        .with("Retry-After", SECONDS);
  }

  /** Not yet; ask again. */
  static Reply waiting(String location) {
    return Reply.empty(202).with("Location", location).with("Retry-After", SECONDS);
  }

  private static String link(Request request, String kind, Operation operation) {
    return "%s/subscriptions/%s/%s/%s?api-version=2024-10-01"
        .formatted(request.target().base(), request.name("subscription"), kind, operation.id());
  }

  private Reply status(Request request) {
    var operation = find(request);
    var body =
        Json.object()
            .put("id", "/" + String.join("/", request.target().segments()))
            .put("name", operation.id().toString())
            .put("resourceId", operation.resource().toString())
            .put("status", word(operation.state()))
            .put("startTime", operation.startedAt().toString());
    operation.endedAt().ifPresent(end -> body.put("endTime", end.toString()));
    if (operation.state() == Row.State.FAILED) {
      operation.problem().ifPresent(why -> body.set("error", Json.errorContent(why)));
    }
    var reply = Reply.ok(body);
    return operation.state().ended() ? reply : reply.with("Retry-After", SECONDS);
  }

  private static String word(Row.State state) {
    return state.ended() ? Shapes.word(state) : "InProgress";
  }

  private Reply result(Request request) {
    var operation = find(request);
    return operation.state().ended()
        ? Reply.empty(200)
        : waiting(link(request, "operationResults", operation));
  }

  private Operation find(Request request) {
    var name = request.name("operation");
    try {
      var found = resources.operation(UUID.fromString(name));
      if (found.isPresent()) {
        return found.get();
      }
    } catch (IllegalArgumentException noUuid) {
      // Answered like any other that is not there.
    }
    throw Refusal.absent(
        "OperationNotFound",
        "There is no operation '%s'".formatted(name),
        "Look at the resource itself: its provisioningState says how it is");
  }
}
