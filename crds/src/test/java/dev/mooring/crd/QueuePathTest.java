package dev.mooring.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class QueuePathTest {
  private static final Map<String, String> PARENTS =
      Map.of(
          "lab", "", "vision", "lab", "cameras", "vision", "lost", "nowhere", "x", "y", "y", "x",
          "below", "x");

  private static Optional<String> parent(String queue) {
    return Optional.ofNullable(PARENTS.get(queue));
  }

  @Test
  void theRootIsAboveAll() {
    assertThat(QueuePath.of("cameras", QueuePathTest::parent))
        .containsExactly("cameras", "vision", "lab", "root");
    assertThat(QueuePath.of("lab", QueuePathTest::parent)).containsExactly("lab", "root");
    assertThat(QueuePath.of("root", QueuePathTest::parent)).containsExactly("root");
    assertThat(QueuePath.of("gone", QueuePathTest::parent)).containsExactly("root");
  }

  @Test
  void whatHasNoPlaceInTheTreeIsRightBelowTheRoot() {
    assertThat(QueuePath.of("lost", QueuePathTest::parent)).containsExactly("lost", "root");
    for (var queue : List.of("x", "below")) {
      assertThat(QueuePath.of(queue, QueuePathTest::parent)).containsExactly(queue, "root");
    }
  }

  @Test
  void theNearestThatIsClosedClosesIt() {
    var closed = Set.of("lab", "cameras", "root", "y");
    assertThat(QueuePath.closed("cameras", QueuePathTest::parent, closed::contains))
        .hasValue("cameras");
    assertThat(QueuePath.closed("vision", QueuePathTest::parent, closed::contains)).hasValue("lab");
    assertThat(QueuePath.closed("x", QueuePathTest::parent, closed::contains)).hasValue("root");
    assertThat(QueuePath.closed("vision", QueuePathTest::parent, Set.of("cameras")::contains))
        .isEmpty();
  }
}
