package dev.mooring.cluster.rest;

import dev.mooring.crd.AmlJob;

/** Is told of AmlJobs, one call at a time, in an order in which a job never becomes older. */
public interface JobListener {
  /** The job is new or may have changed. */
  void changed(AmlJob job);

  /** The job is no more; this is how it last was. */
  void gone(AmlJob job);
}
