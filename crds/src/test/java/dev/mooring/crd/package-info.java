@org.jspecify.annotations.NullMarked
package dev.mooring.crd;
