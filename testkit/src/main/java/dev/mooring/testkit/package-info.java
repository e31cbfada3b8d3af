/** What tests of several modules stand on. */
@org.jspecify.annotations.NullMarked
package dev.mooring.testkit;
