/**
 * PyTorchJob: its rendezvous environment and when it has succeeded. Must not know the other kinds.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.training.pytorch;
