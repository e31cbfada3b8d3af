package dev.mooring.blob;

import java.util.List;

/** The blocks a blob is made of, and those that wait to become part of it. */
public record BlockLists(List<Block> committed, List<Block> uncommitted) {
  public BlockLists {
    committed = List.copyOf(committed);
    uncommitted = List.copyOf(uncommitted);
  }
}
