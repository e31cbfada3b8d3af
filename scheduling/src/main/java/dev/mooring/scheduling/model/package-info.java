/**
 * The values that scheduling is about: nodes and what is on them, gangs and what they ask for,
 * queues, and the plan. Each is valid once built. They know nothing of how they are observed, how a
 * plan is made, or how it is carried out.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.scheduling.model;
