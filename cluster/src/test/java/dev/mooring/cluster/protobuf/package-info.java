@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.protobuf;
