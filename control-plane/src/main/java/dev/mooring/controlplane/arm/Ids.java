package dev.mooring.controlplane.arm;

import dev.mooring.api.ResourceId;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.controlplane.http.Request;
import java.util.regex.Pattern;

/** The paths of resources, as routes and as ids. */
final class Ids {
  static final String SUBSCRIPTION = "/subscriptions/{subscription}";
  static final String GROUPS = SUBSCRIPTION + "/resourceGroups";
  static final String GROUP = GROUPS + "/{group}";
  static final String ML = "/providers/Microsoft.MachineLearningServices/workspaces";
  static final String WORKSPACE = GROUP + ML + "/{workspace}";
  static final String AKS = "/providers/Microsoft.ContainerService/managedClusters";
  static final String CLUSTER = GROUP + AKS + "/{cluster}";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,254}");

  private Ids() {}

  static ResourceId subscription(Request request) {
    return ResourceId.of("/subscriptions/" + request.name("subscription"));
  }

  static ResourceId group(Request request) {
    return subscription(request).child("resourceGroups", request.name("group"));
  }

  static ResourceId workspace(Request request) {
    return group(request)
        .extension("Microsoft.MachineLearningServices", "workspaces", request.name("workspace"));
  }

  static ResourceId cluster(Request request) {
    return group(request)
        .extension("Microsoft.ContainerService", "managedClusters", request.name("cluster"));
  }

  /** A child of the workspace; its placeholder in the route is {@code name}. */
  static ResourceId inWorkspace(Request request, String type) {
    return workspace(request).child(type, request.name("name"));
  }

  /** A version of an asset; placeholders {@code name} and {@code version}. */
  static ResourceId version(Request request, String type) {
    return inWorkspace(request, type).child("versions", request.name("version"));
  }

  /** Reads an id that a body names. */
  static ResourceId parse(String field, String text) {
    try {
      return ResourceId.of(text);
    } catch (IllegalArgumentException malformed) {
      throw Refusal.wrong(
          "InvalidResourceId",
          "'%s' is '%s', which is not a resource id".formatted(field, text),
          "Give an id such as /subscriptions/…/resourceGroups/…/providers/…");
    }
  }

  /** Refuses a name that a new resource may not have. */
  static void checkNew(ResourceId id) {
    checkNew(
        id, NAME, "letters, digits, '-', '_' and '.', at most 255, the first a letter or digit");
  }

  static void checkNew(ResourceId id, Pattern legal, String rule) {
    if (!legal.matcher(id.name()).matches()) {
      throw Refusal.wrong(
          "InvalidName",
          "'%s' is not a name for a resource of type %s".formatted(id.name(), id.type()),
          "Use " + rule);
    }
  }
}
