/**
 * The pod {@code azureml-connector-admission-init}: the certificate of the webhooks and their
 * registration. The job makes both at install and upgrade; from then on the controllers' leader
 * takes the same steps when they are due. Must not know what the webhooks answer.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.admissioninit;
