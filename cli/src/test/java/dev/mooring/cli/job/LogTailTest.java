package dev.mooring.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class LogTailTest {
  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void onlyWholeLinesAreTold() {
    var tail = new LogTail();
    assertThat(tail.take(bytes("one\ntw"))).containsExactly("one");
    assertThat(tail.offset()).isEqualTo(6);
    assertThat(tail.take(bytes("o\r\n\nthree"))).containsExactly("two", "");
    assertThat(tail.rest()).contains("three");
    assertThat(tail.rest()).isEmpty();
  }

  @Property(tries = 200)
  void linesAreTheSameHoweverTheBytesCome(@ForAll List<@IntRange(min = 1, max = 4) Integer> cuts) {
    var text = "äöü\nßß €\n\nlast 𝄞 one\n";
    var all = bytes(text);
    var tail = new LogTail();
    var lines = new ArrayList<String>();
    for (var cut : cuts) {
      var piece = Math.min(cut, all.remaining());
      lines.addAll(tail.take(all.slice(all.position(), piece)));
      all.position(all.position() + piece);
    }
    lines.addAll(tail.take(all));
    assertThat(lines).containsExactly("äöü", "ßß €", "", "last 𝄞 one");
    assertThat(tail.offset()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void logsAreOfRanks() {
    assertThat(LogName.of("user_logs/std_log.txt")).contains(new LogName(0, 0));
    assertThat(LogName.of("user_logs/std_log_process_12.txt")).contains(new LogName(12, 0));
    assertThat(LogName.of("retry-002/user_logs/std_log_process_1.txt")).contains(new LogName(1, 2));
    assertThat(LogName.of("user_logs/other.txt")).isEmpty();
    assertThat(new LogName(3, 0).prefix()).isEqualTo("[3] ");
    assertThat(new LogName(3, 1).prefix()).isEqualTo("[3, retry 1] ");
  }
}
