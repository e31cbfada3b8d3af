-- Keys compare byte by byte, as Java compares them, whatever the database's locale.
CREATE TABLE resource (
  key         text COLLATE "C" PRIMARY KEY,
  id          text NOT NULL,
  parent      text COLLATE "C" NOT NULL,
  type        text COLLATE "C" NOT NULL,
  name        text NOT NULL,
  location    text NOT NULL,
  tags        jsonb NOT NULL,
  properties  jsonb NOT NULL,
  observed    jsonb NOT NULL,
  state       text NOT NULL,
  problem     jsonb,
  generation  bigint NOT NULL,
  created_at  timestamptz NOT NULL,
  modified_at timestamptz NOT NULL
);
COMMENT ON COLUMN resource.key IS 'the id in lower case; parent, type and name of listings are too';
CREATE INDEX resource_below ON resource (parent, type, key);
CREATE INDEX resource_of_type ON resource (type, key);

-- No foreign key: an operation outlives the resource that it deleted.
CREATE TABLE operation (
  id         uuid PRIMARY KEY,
  key        text COLLATE "C" NOT NULL,
  resource   text NOT NULL,
  state      text NOT NULL,
  problem    jsonb,
  started_at timestamptz NOT NULL,
  ended_at   timestamptz
);
CREATE INDEX operation_open ON operation (key) WHERE ended_at IS NULL;
CREATE INDEX operation_ended ON operation (ended_at) WHERE ended_at IS NOT NULL;

-- One for all tasks: a task that was finished and added again never has an old claim's token.
CREATE SEQUENCE task_token;
CREATE TABLE task (
  kind     text NOT NULL,
  subject  text NOT NULL,
  agent    text,
  ready_at timestamptz NOT NULL,
  claimed  boolean NOT NULL DEFAULT false,
  token    bigint NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  again_at timestamptz,
  PRIMARY KEY (kind, subject)
);
COMMENT ON COLUMN task.ready_at IS 'when it may be claimed: when it is due or, claimed, when its lease ends';
COMMENT ON COLUMN task.again_at IS 'when it is due again, if it was added while claimed';
CREATE INDEX task_ready ON task (ready_at);

-- One for all agents, for the same reason.
CREATE SEQUENCE agent_epoch;
CREATE TABLE agent (
  id            text PRIMARY KEY,
  cluster       text NOT NULL,
  cluster_key   text NOT NULL,
  certificate   text NOT NULL,
  epoch         bigint NOT NULL DEFAULT 0,
  cursor        text NOT NULL DEFAULT '',
  registered_at timestamptz NOT NULL,
  seen_at       timestamptz
);
CREATE INDEX agent_on_cluster ON agent (cluster_key);

CREATE TABLE secret (
  name   text PRIMARY KEY,
  sealed bytea NOT NULL
);

-- Something known, sealed with the master key: tells a wrong key at the start.
CREATE TABLE master_key (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  sealed bytea NOT NULL
);
