package dev.mooring.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class QueuePathTest {
  private static final Map<String, String> PARENTS =
      Map.of(
          "lab", "", "vision", "lab", "cameras", "vision", "lost", "nowhere", "x", "y", "y", "x",
          "below", "x");

  private static List<String> path(String queue) {
    return QueuePath.of(queue, PARENTS, parent -> parent);
  }

  @Test
  void theRootIsAboveAll() {
    assertThat(path("cameras")).containsExactly("cameras", "vision", "lab", "root");
    assertThat(path("lab")).containsExactly("lab", "root");
    assertThat(path("root")).containsExactly("root");
    assertThat(path("gone")).containsExactly("root");
  }

  @Test
  void whatHasNoPlaceInTheTreeIsRightBelowTheRoot() {
    assertThat(path("lost")).containsExactly("lost", "root");
    for (var queue : List.of("x", "below")) {
      assertThat(path(queue)).containsExactly(queue, "root");
    }
  }

  /**
   * Which one closes it.
   *
   * @param closed by themselves
   */
  private static Optional<String> closed(String queue, Set<String> closed) {
    return closed(queue, Stream.concat(PARENTS.keySet().stream(), Stream.of("root")), closed);
  }

  private static Optional<String> closed(String queue, Stream<String> all, Set<String> closed) {
    return QueuePath.closed(
        queue,
        all.collect(Collectors.toMap(name -> name, name -> name)),
        name -> PARENTS.getOrDefault(name, ""),
        closed::contains);
  }

  @Test
  void theNearestThatIsClosedClosesIt() {
    var some = Set.of("lab", "cameras", "root", "y", "nowhere");
    assertThat(closed("cameras", some)).hasValue("cameras");
    assertThat(closed("vision", some)).hasValue("lab");
    assertThat(closed("x", some)).hasValue("root");
    assertThat(closed("vision", Set.of("cameras"))).isEmpty();
  }

  @Test
  void oneThatDoesNotExistClosesNothing() {
    assertThat(closed("lost", Set.of("nowhere"))).isEmpty();
    assertThat(closed("nowhere", Set.of("nowhere"))).isEmpty();
    assertThat(closed("lab", Stream.of("lab"), Set.of("root"))).isEmpty();
  }
}
