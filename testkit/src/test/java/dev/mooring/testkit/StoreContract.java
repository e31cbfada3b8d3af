package dev.mooring.testkit;

/** What every store promises. Its tests share one, so that they use names of their own. */
interface StoreContract extends ResourcesContract, TasksContract, AgentsContract, SecretsContract {}
