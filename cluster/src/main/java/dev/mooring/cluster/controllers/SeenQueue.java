package dev.mooring.cluster.controllers;

import dev.mooring.crd.QueueStatus;

/**
 * A queue.
 *
 * @param toldToClose it shall take no new gangs
 */
public record SeenQueue(String name, String uid, boolean toldToClose, QueueStatus status) {}
