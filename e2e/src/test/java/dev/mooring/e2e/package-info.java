/**
 * Black-box tests on a real cluster: {@code ./moor test} starts it and installs the agent. Must not
 * reach into the modules' insides; what it knows is what users know.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.e2e;
