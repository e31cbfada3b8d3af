package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.queue.Share;

/** A gang in its queue; {@code position} 1 is the queue's first. */
record Waiting(Gang gang, Share queue, int position) {}
