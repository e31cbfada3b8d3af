package dev.mooring.agent.operator;

import dev.mooring.cluster.jobs.Creation;
import dev.mooring.training.Obstacle;
import java.util.List;

/** What came of making what a job needs. */
record Made(List<Creation> creations) {
  Made {
    creations = List.copyOf(creations);
  }

  /** What is in the way of the rest. */
  List<Obstacle> obstacles() {
    return creations.stream()
        .<Obstacle>mapMulti((creation, found) -> {
          switch (creation) {
            case Creation.Created created -> {}
            case Creation.Present present -> {}
            case Creation.Taken(var what) -> found.accept(new Obstacle.Taken(what));
            case Creation.Forbidden(var what, var message) ->
                found.accept(new Obstacle.Forbidden(what, message));
            case Creation.Invalid(var what, var message) ->
                found.accept(new Obstacle.Invalid(what, message));
          }
        })
        .toList();
  }

  /** Names of the objects of a kind that were not there before. */
  List<String> created(String kind) {
    return creations.stream()
        .filter(Creation.Created.class::isInstance)
        .map(Creation::what)
        .filter(what -> what.startsWith(kind + " "))
        .map(what -> what.substring(kind.length() + 1))
        .toList();
  }
}
