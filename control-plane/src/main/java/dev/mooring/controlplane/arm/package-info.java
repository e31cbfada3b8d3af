/**
 * The resources, in the shapes of Azure Resource Manager and Azure Machine Learning that the
 * unmodified SDKs speak (any api-version). A handler stores what was asked, with the work to be
 * done, and answers; it does none of that work.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.arm;
