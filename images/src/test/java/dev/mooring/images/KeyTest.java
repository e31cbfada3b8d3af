package dev.mooring.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyTest {
  @TempDir Path root;

  @BeforeEach
  void sources() throws IOException {
    Files.createDirectories(root.resolve("src/target"));
    Files.writeString(root.resolve("src/a.go"), "package a");
    Files.writeString(root.resolve("src/b.go"), "package b");
    Files.writeString(root.resolve("src/target/c.go"), "package c");
  }

  @Test
  void sameInputsMakeTheSameKey() {
    assertThat(key()).isEqualTo(key());
  }

  @Test
  void contentChangesTheKey() throws IOException {
    var before = key();
    Files.writeString(root.resolve("src/a.go"), "package z");
    assertThat(key()).isNotEqualTo(before);
  }

  @Test
  void nameChangesTheKey() throws IOException {
    var before = key();
    Files.move(root.resolve("src/a.go"), root.resolve("src/c.go"));
    assertThat(key()).isNotEqualTo(before);
  }

  @Test
  void executeBitChangesTheKey() {
    var before = key();
    assertThat(root.resolve("src/a.go").toFile().setExecutable(true)).isTrue();
    assertThat(key()).isNotEqualTo(before);
  }

  @Test
  void foldersLeftOutDoNot() throws IOException {
    var before = key();
    Files.writeString(root.resolve("src/target/c.go"), "package z");
    assertThat(key()).isEqualTo(before);
  }

  @Test
  void inputsCannotPoseAsOneAnother() {
    var one = Key.of("test").add("a", "bc").add("d", "").key();
    var other = Key.of("test").add("a", "b").add("cd", "").key();
    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void aKeyIsASha256() {
    assertThatThrownBy(() -> new Key("abc")).hasMessageContaining("not a SHA-256");
    assertThat(key().brief()).hasSize(12);
  }

  @Test
  void copyHoldsJustTheSources() throws IOException {
    var copy = root.resolve("copy");
    sourcesOf(root.resolve("src")).copyTo(copy);
    Files.createDirectories(copy.resolve("target"));
    Files.writeString(copy.resolve("target/left"), "output of an earlier build");
    Files.delete(root.resolve("src/b.go"));

    sourcesOf(root.resolve("src")).copyTo(copy);

    assertThat(copy.resolve("a.go")).hasContent("package a");
    assertThat(copy.resolve("b.go")).doesNotExist();
    assertThat(copy.resolve("target")).doesNotExist();
  }

  private Key key() {
    return Key.of("test").files("sources", sourcesOf(root.resolve("src"))).key();
  }

  private static Sources sourcesOf(Path folder) {
    return Sources.of(folder, name -> !name.equals("target"), file -> file.endsWith(".go"));
  }
}
