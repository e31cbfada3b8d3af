package dev.mooring.scheduling.model;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * A queue as the plan leaves it.
 *
 * @param allocated what its gangs and those of the queues below hold, with what the plan starts
 * @param deserved its fair part, said or reckoned
 * @param share the largest part of its deserved resources that it holds; 1 is all of it
 * @param waiting how many of its own gangs wait
 * @param kept seats that are kept for these
 */
public record QueueShare(
    String queue, Resources allocated, Resources deserved, double share, int waiting, Kept kept) {
  /**
   * Seats that are kept.
   *
   * @param nodes where they are, each once, in the order of their names
   * @param amounts what their pods ask for together
   */
  public record Kept(List<String> nodes, Resources amounts) {
    public static final Kept NONE = new Kept(List.of(), Resources.NONE);

    public Kept {
      nodes = List.copyOf(nodes);
    }

    public static Kept of(Collection<String> nodes, Resources amounts) {
      return new Kept(List.copyOf(new TreeSet<>(nodes)), amounts);
    }

    /** Both together. */
    public Kept plus(Kept more) {
      var all = new TreeSet<>(nodes);
      all.addAll(more.nodes);
      return of(all, amounts.plus(more.amounts));
    }
  }
}
