@org.jspecify.annotations.NullMarked
package dev.mooring.testkit.gangs;
