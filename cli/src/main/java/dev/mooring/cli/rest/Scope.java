package dev.mooring.cli.rest;

import dev.mooring.api.ResourceId;

/** The subscription, the resource group and the workspace that commands are about. */
public record Scope(String subscription, String group, String workspace) {
  /** What {@code moor up} makes for its user. */
  public static final Scope MAIN =
      new Scope("00000000-0000-0000-0000-000000000001", "mooring", "main");

  public Scope withWorkspace(String name) {
    return new Scope(subscription, group, name);
  }

  public ResourceId groupId() {
    return ResourceId.of("/subscriptions/%s/resourceGroups/%s".formatted(subscription, group));
  }

  public ResourceId workspaceId(String name) {
    return groupId().extension("Microsoft.MachineLearningServices", "workspaces", name);
  }

  public ResourceId workspaceId() {
    return workspaceId(workspace);
  }

  public ResourceId clusterId(String name) {
    return groupId().extension("Microsoft.ContainerService", "managedClusters", name);
  }

  public ResourceId computeId(String name) {
    return workspaceId().child("computes", name);
  }

  public ResourceId jobId(String name) {
    return workspaceId().child("jobs", name);
  }

  public ResourceId datastoreId(String name) {
    return workspaceId().child("datastores", name);
  }

  public ResourceId codeVersionId(String name) {
    return workspaceId().child("codes", name).child("versions", "1");
  }

  public ResourceId environmentVersionId(String name, String version) {
    return workspaceId().child("environments", name).child("versions", version);
  }
}
