package dev.mooring.agent.controllers;

import dev.mooring.cluster.controllers.GangMembers;
import dev.mooring.cluster.controllers.GroupState;
import dev.mooring.cluster.controllers.LooseGang;
import dev.mooring.cluster.controllers.QueueFigures.GangCounts;
import dev.mooring.cluster.controllers.SeenGroup;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.scheduling.model.Resources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a queue has: gangs by their phases, and what the pods of these hold. */
record Load(GangCounts gangs, Resources held) {
  static final Load NONE = new Load(GangCounts.NONE, Resources.NONE);

  Load plus(Load more) {
    return new Load(gangs.plus(more.gangs), held.plus(more.held));
  }

  /** Of each queue that has any, without those below it. */
  static Map<String, Load> byQueue(Map<SeenGroup, GroupState> groups, List<LooseGang> loose) {
    var loads = new HashMap<String, Load>();
    groups.forEach((group, state) ->
        loads.merge(
            group.queue(), new Load(one(state.phase()), group.members().held()), Load::plus));
    for (var gang : loose) {
      var load = new Load(one(phase(gang.members())), gang.members().held());
      loads.merge(gang.queue(), load, Load::plus);
    }
    return loads;
  }

  /** Our scheduler starts it whole: where one of its pods has a node, it has started. */
  private static PodGroupPhase phase(GangMembers members) {
    if (members.seated() > 0) {
      return PodGroupPhase.RUNNING;
    }
    return members.alive() > 0 ? PodGroupPhase.PENDING : PodGroupPhase.COMPLETED;
  }

  /** The count of a gang of that phase. */
  static GangCounts one(@Nullable PodGroupPhase phase) {
    return switch (phase) {
      case PENDING -> new GangCounts(1, 0, 0, 0, 0);
      case INQUEUE -> new GangCounts(0, 1, 0, 0, 0);
      case RUNNING -> new GangCounts(0, 0, 1, 0, 0);
      case UNKNOWN -> new GangCounts(0, 0, 0, 1, 0);
      case COMPLETED -> new GangCounts(0, 0, 0, 0, 1);
      // The scheduler will see it in a moment.
      case null -> new GangCounts(1, 0, 0, 0, 0);
    };
  }
}
