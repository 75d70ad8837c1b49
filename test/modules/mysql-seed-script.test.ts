import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { renderSeeding, SEEDING_MARK } from '../../src/modules/mysql-replication/mysql-seed-script.ts';

/** Stands for the server's programs: answers what the scripts ask, and writes down the SQL that it is given. */
const PROGRAM = `#!/bin/sh
case "\${0##*/} $*" in
  *dump*)
    echo 'CREATE TABLE t (id INT);'
    case "$*" in *gtid*) echo "-- SET GLOBAL gtid_slave_pos='0-1-50,2-3-7';" ;; esac
    [ -z "$BREAKS" ] || exit 1
    echo '-- Dump completed on a day'
    ;;
  *gtid_binlog_state*) echo '0-1-40,0-2-5,2-3-6' ;;
  *clone_status*) printf 'Completed\\t0\\t\\n' ;;
  *) cat >>"$SQL" ;;
esac
`;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'seed-'));
  mkdirSync(join(directory, 'bin'));
  for (const name of ['mariadb', 'mariadb-dump', 'mysql', 'mysqldump'])
    writeFileSync(join(directory, 'bin', name), PROGRAM, { mode: 0o755 });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Seeded {
  readonly status: number | null;
  readonly stderr: string;
  readonly sql: string;
  readonly kept: readonly string[];
  /** The mark is still there. */
  readonly isMarked: boolean;
}

function seed(isMariaDb: boolean, { breaks = false, keeps = true } = {}): Seeded {
  const keptIn = join(directory, 'kept here');
  const { script, stdin } = renderSeeding(isMariaDb, {
    primary: { login_host: 'db1', login_user: 'seeder', login_password: 'secret' },
    databases: ['shop'],
    change: "CHANGE MASTER TO MASTER_HOST = 'db1'",
    dumpDirectory: keeps ? keptIn : undefined,
  });
  const sql = join(directory, 'sql');
  writeFileSync(sql, '');
  const { status, stderr } = spawnSync('sh', ['-c', script.replaceAll(SEEDING_MARK, join(directory, 'mark'))], {
    input: stdin,
    encoding: 'utf8',
    env: { PATH: `${join(directory, 'bin')}:${process.env['PATH'] ?? ''}`, SQL: sql, BREAKS: breaks ? 'yes' : '' },
  });
  return {
    status,
    stderr,
    sql: readFileSync(sql, 'utf8'),
    kept: keeps ? readdirSync(keptIn) : [],
    isMarked: readdirSync(directory).includes('mark'),
  };
}

describe('the script that seeds a replica', () => {
  test.each([true, false])('keeps what the server holds, and replaces it (MariaDB: %s)', (isMariaDb) => {
    const { status, stderr, sql, kept, isMarked } = seed(isMariaDb);
    expect([status, stderr, isMarked]).toEqual([0, '', false]);
    expect(kept).toEqual([expect.stringMatching(/^discarded-\d{8}T\d{6}Z-\w{6}\.sql\.gz$/)]);
    expect(sql).toContain(isMariaDb ? 'DROP DATABASE `shop`;\n' : "CLONE INSTANCE FROM 'seeder'@'db1':3306");
    expect(sql).toMatch(/CHANGE MASTER TO MASTER_HOST = 'db1';\nSTART REPLICA;\n$/);
  });

  test('has MariaDB replicate from where the dump ends, with what the primary has of other servers', () => {
    expect(seed(true, { keeps: false }).sql).toContain(
      "RESET MASTER;\nSET GLOBAL gtid_binlog_state = '0-2-5,0-1-50,2-3-7';\nSET GLOBAL gtid_slave_pos = '0-1-50,2-3-7';\n",
    );
  });

  test.each([true, false])('replaces nothing where that cannot be kept whole (MariaDB: %s)', (isMariaDb) => {
    expect(seed(isMariaDb, { breaks: true })).toEqual({
      status: 1,
      stderr: 'the data of the server could not be dumped, so nothing was replaced\n',
      sql: '',
      kept: [],
      isMarked: false,
    });
  });

  test('leaves its mark where the dump of the primary does not come whole', () => {
    const { status, stderr, isMarked, sql } = seed(true, { breaks: true, keeps: false });
    expect([status, stderr, isMarked]).toEqual([1, 'the dump of the primary is incomplete\n', true]);
    expect(sql).not.toContain('START REPLICA');
  });
});
