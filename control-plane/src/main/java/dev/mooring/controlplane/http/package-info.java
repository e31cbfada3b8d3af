/**
 * How calls come in and answers go out: TLS, hosts, routes, and the error shape of Azure Resource
 * Manager. Must not know what a resource means.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.http;
