package dev.mooring.cluster.direct;

/**
 * What a server answered.
 *
 * @param body as UTF-8; empty if there is none
 * @param keeps whether the connection takes another request
 */
record HttpAnswer(int code, String body, boolean keeps) {}
