package dev.mooring.api;

/** The resource types that there are, as {@link ResourceId#type} spells them. */
public final class Types {
  public static final String RESOURCE_GROUP = "Microsoft.Resources/resourceGroups";
  public static final String MANAGED_CLUSTER = "Microsoft.ContainerService/managedClusters";
  public static final String WORKSPACE = "Microsoft.MachineLearningServices/workspaces";
  public static final String COMPUTE = WORKSPACE + "/computes";
  public static final String JOB = WORKSPACE + "/jobs";
  public static final String CODE = WORKSPACE + "/codes";
  public static final String CODE_VERSION = CODE + "/versions";
  public static final String ENVIRONMENT = WORKSPACE + "/environments";
  public static final String ENVIRONMENT_VERSION = ENVIRONMENT + "/versions";
  public static final String DATASTORE = WORKSPACE + "/datastores";

  private Types() {}
}
