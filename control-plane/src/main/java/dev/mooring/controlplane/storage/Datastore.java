package dev.mooring.controlplane.storage;

import java.util.Arrays;
import java.util.Optional;

/** The datastores that every workspace has. */
public enum Datastore {
  /** Where inputs are uploaded to, when no other is named. */
  BLOB_STORE("workspaceblobstore", "azureml-blobstore"),
  /** What jobs leave: logs and outputs. */
  ARTIFACT_STORE("workspaceartifactstore", "azureml");

  private final String title;
  private final String container;

  Datastore(String title, String container) {
    this.title = title;
    this.container = container;
  }

  /** Its name as a resource. */
  public String title() {
    return title;
  }

  public String container() {
    return container;
  }

  public boolean isDefault() {
    return this == BLOB_STORE;
  }

  public static Optional<Datastore> of(String name) {
    return Arrays.stream(values()).filter(store -> store.title.equalsIgnoreCase(name)).findFirst();
  }
}
