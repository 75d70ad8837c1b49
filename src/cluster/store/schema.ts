/** The schema of the tables below. An incompatible change of the tables requires another name. */
export const SCHEMA = 'provision';
/** The schema of pg-boss. */
export const QUEUE_SCHEMA = 'provision_queue';

/** Concurrent calls are serialized; does nothing if the tables exist. */
export const CREATE_TABLES = `
begin;
select pg_advisory_xact_lock(hashtext('provision schema'));
create schema if not exists ${SCHEMA};
create table if not exists ${SCHEMA}.projects (
  hash text primary key, content bytea not null, used_at timestamptz not null default now());
create table if not exists ${SCHEMA}.runs (
  id text primary key, key text, state text not null, request jsonb not null, project text not null references ${SCHEMA}.projects,
  program text not null, seq int not null default 0, fatal boolean not null default false,
  started_at timestamptz not null default now(), ended_at timestamptz);
create unique index if not exists runs_under_way on ${SCHEMA}.runs (key) where state in ('running', 'stopping');
create table if not exists ${SCHEMA}.jobs (
  run text not null references ${SCHEMA}.runs on delete cascade, name text not null, place int not null, spec jsonb not null,
  queue_id uuid, state text not null default 'waiting', attempt int not null default 0, crashes int not null default 0, worker text,
  primary key (run, name));
create table if not exists ${SCHEMA}.unmet (
  run text not null references ${SCHEMA}.runs on delete cascade, job text not null, kind text not null, name text not null,
  primary key (run, kind, name));
create table if not exists ${SCHEMA}.values (
  run text not null references ${SCHEMA}.runs on delete cascade, job text not null, content jsonb not null, primary key (run, job));
create table if not exists ${SCHEMA}.events (
  run text not null references ${SCHEMA}.runs on delete cascade, seq int not null, job text not null, attempt int not null, lines text not null,
  primary key (run, seq));
create table if not exists ${SCHEMA}.workers (
  id text primary key, name text not null, labels text[] not null, program text not null, seen_at timestamptz not null default now());
alter table ${SCHEMA}.runs add column if not exists hurry boolean not null default false;
create table if not exists ${SCHEMA}.absent (
  run text not null references ${SCHEMA}.runs on delete cascade, label text not null, since timestamptz not null default now(),
  primary key (run, label));
commit;`;
