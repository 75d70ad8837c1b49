/** Settings of a session that keep its statements, which may contain secrets, out of the server's log and statistics. */
const SETTINGS: Readonly<Record<string, string>> = {
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_transaction_sample_rate: '0',
  // the statement of an error, and errors themselves, which quote values
  log_min_error_statement: 'panic',
  log_min_messages: 'fatal',
  track_activities: 'off',
  'auto_explain.log_min_duration': '-1',
  'pg_stat_statements.track': 'none',
};

const names = Object.keys(SETTINGS).map((name) => `'${name}'`);
const cases = Object.entries(SETTINGS).map(([name, value]) => `WHEN '${name}' THEN '${value}'`);

/**
 * psql's statement for them. It prints nothing, sets those that the server has, and nothing where the login may not: only superusers
 * may. An error would stop a step, and would itself be logged.
 */
export const QUIET_SESSION =
  `SELECT set_config(name, CASE name ${cases.join(' ')} END, false) FROM pg_catalog.pg_settings` +
  ` WHERE current_setting('is_superuser') = 'on' AND name IN (${names.join(', ')}) \\g /dev/null`;
