package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.Json;
import dev.mooring.embedded.EmbeddedCluster;
import dev.mooring.progress.Steps;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The workspaces of one resource group. */
record Workspaces(Arm arm) {

  List<JsonNode> list() {
    var group = arm.scope().groupId();
    return arm.find(group).isEmpty()
        ? List.of()
        : arm.list(group + "/providers/Microsoft.MachineLearningServices/workspaces", "");
  }

  /** Makes it, or finds it; its group too. */
  JsonNode ensure(String name) {
    var group = arm.scope().groupId();
    if (arm.find(group).isEmpty()) {
      arm.put(group, Json.object().put("location", "local"));
    }
    var id = arm.scope().workspaceId(name);
    if (arm.find(id).isEmpty()) {
      var body = Json.object().put("location", "local");
      body.putObject("identity").put("type", "SystemAssigned");
      body.putObject("properties").put("friendlyName", name);
      arm.await(arm.put(id, body), () -> {});
    }
    return arm.get(id);
  }

  /** Lets this machine know where the storage of each workspace is. */
  void name(EmbeddedCluster cluster, Steps steps) {
    cluster.nameAccounts(accounts(list()), steps);
  }

  static Set<String> accounts(List<JsonNode> workspaces) {
    var accounts = new TreeSet<String>();
    for (var workspace : workspaces) {
      var id = workspace.at("/properties/storageAccount").asText();
      if (!id.isEmpty()) {
        accounts.add(id.substring(id.lastIndexOf('/') + 1));
      }
    }
    return accounts;
  }
}
