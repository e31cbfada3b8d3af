package dev.mooring.cluster.bench;

import java.util.List;

/**
 * The jobs of the occupancy measurement: 53 gangs with 288 pods of 1 to 32, as in NVIDIA
 * knavigator's gang benchmark, on 32 nodes of 8 GPUs. Each pod takes a whole node, so that 32 pods
 * are a wave and nine waves the least that 288 need; gangs that fill nine waves without a rest
 * exist. The simulator's test has the same list.
 */
public final class Mix {
  public static final int NODES = 32;
  public static final int GPUS_A_POD = 8;

  /** Of the gangs, in the order in which they come. */
  public static final List<Integer> SIZES =
      List.of(
          8, 4, 12, 4, 1, 32, 1, 6, 2, 1, 4, 1, 4, 4, 1, 2, 3, 2, 1, 2, 8, 4, 2, 4, 4, 2, 8, 3, 16,
          8, 12, 3, 6, 1, 2, 2, 16, 6, 8, 4, 8, 16, 24, 1, 4, 2, 1, 3, 1, 3, 3, 6, 2);

  private Mix() {}

  public static int pods() {
    return SIZES.stream().mapToInt(size -> size).sum();
  }

  /** How many times the nodes must be filled at least. */
  public static int waves() {
    return (pods() + NODES - 1) / NODES;
  }
}
