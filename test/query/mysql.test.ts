import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Query } from '../../src/query/query.ts';
import { queryId, Refused } from '../../src/query/query.ts';
import type { MysqlResult } from '../../src/query/services/mysql.ts';
import { mysql } from '../../src/query/services/mysql.ts';
import type { MysqlLogin } from '../../src/query/services/mysql-client.ts';
import { renderObservation } from '../../src/query/observation.ts';

const directory = mkdtempSync(join(tmpdir(), 'mysql-'));
const seen = join(directory, 'seen');
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** A client that writes down how it was called and what it read, then prints what it is told to. */
function fakeClient(print: string): void {
  const client = join(directory, 'mariadb');
  writeFileSync(client, `#!/bin/sh\n{ echo "$*"; cat /dev/fd/3; echo ==; tee "$0.sql"; } >> '${seen}'\n${print}\n`);
  chmodSync(client, 0o755);
  writeFileSync(seen, '');
}

async function observe(queries: readonly Query[], path = `${directory}:${process.env['PATH'] ?? ''}`) {
  const observation = renderObservation(queries, 'b0undary');
  const env = { ...process.env, PATH: path };
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', observation.script], { encoding: 'buffer', env });
  const answers = observation.parse(stdout);
  return queries.map((query) => answers.get(queryId(query)));
}

const ask = (
  about: string,
  statements: readonly string[],
  login: MysqlLogin = {},
): Query<readonly MysqlResult[] | null> =>
  mysql({ login, about, statements, interpret: (results) => results, reads: [] });

/** Answers each statement as its text says. */
const ECHO = String.raw`n=0; while IFS= read -r l; do n=$((n+1)); case $l in
  "SELECT 'b"*) m=$(printf '%s' "$l" | cut -d"'" -f2); printf '%s\n%s\n' "$m" "$m";;
  *empty*) ;;
  *fails*) echo "ERROR 1141 (42000) at line $n: no such grant" >&2;;
  *rows*) printf 'a\tb\n1\tx\\ty\\\\n\n';;
esac; done < "$0.sql"`;

describe('mysql', () => {
  test('answers many questions with one client, whatever fails between them', async () => {
    fakeClient(ECHO);
    const questions = [ask('one', ['rows', 'empty']), ask('two', ['fails']), ask('three', ['rows'])];
    const rows = { columns: ['a', 'b'], rows: [['1', 'x\ty\\n']] };
    expect(await observe(questions)).toEqual([
      [rows, { columns: [], rows: [] }],
      [{ error: 1141, message: 'no such grant' }],
      [rows],
    ]);
    expect(readFileSync(seen, 'utf8').match(/^--defaults/gm)).toHaveLength(1);
  });

  test('logs in by an option file that no command line shows', async () => {
    fakeClient(ECHO);
    await observe([ask('one', ['empty'], { user: 'me', password: `a"b'c\\d $HOME` })]);
    const [called, ...read] = readFileSync(seen, 'utf8').split('\n');
    expect(called).not.toContain('$HOME');
    expect(read.join('\n')).toContain(`[client]\nuser="me"\npassword='a"b'c\\\\d $HOME'\n==\n`);
  });

  test('distinguishes an absent server from one that refuses the login', async () => {
    fakeClient(`echo "ERROR 2002 (HY000): Can't connect to local server (2)" >&2; exit 1`);
    expect(await observe([ask('one', ['rows'])])).toEqual([null]);
    fakeClient(`echo "ERROR 1045 (28000): Access denied for user" >&2; exit 1`);
    expect((await observe([ask('one', ['rows'])]))[0]).toBeInstanceOf(Refused);
  });

  test('takes a host without a client for one without a server', async () => {
    const bin = mkdtempSync(join(directory, 'bin-'));
    for (const tool of ['mktemp', 'cat', 'rm']) await promisify(execFile)('ln', ['-s', `/bin/${tool}`, bin]);
    expect(await observe([ask('one', ['rows'])], bin)).toEqual([null]);
  });
});
