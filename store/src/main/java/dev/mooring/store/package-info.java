/**
 * What the control plane keeps, as ports; {@code postgres} carries them out. Rows are records of
 * their own: what people see is made from them in the control plane. Must not know what a resource
 * means.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.store;
