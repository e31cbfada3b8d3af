package dev.mooring.cluster.controllers;

import dev.mooring.crd.QueueStatus;

/**
 * A queue.
 *
 * @param parent empty for one below the root
 * @param toldToClose it shall take no new gangs
 */
public record SeenQueue(
    String name, String uid, String parent, boolean toldToClose, QueueStatus status) {}
