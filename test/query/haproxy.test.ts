import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { queryId } from '../../src/query/query.ts';
import { haproxyServers } from '../../src/query/services/haproxy.ts';
import { renderObservation } from '../../src/query/observation.ts';

const ANSWER = `# pxname,svname,scur,status,
front,FRONTEND,1,OPEN,
web,web1,3,UP 1/2,
web,web2,0,MAINT,
web,web3,0,no check,

1
# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight
2 web 1 web1 10.0.0.1 2 8 5 10
2 web 2 web2 10.0.0.2 0 1 1 1
2 web 3 web3 10.0.0.3 2 0 1 1

`;

const directory = mkdtempSync(join(tmpdir(), 'haproxy-'));
const socket = join(directory, "it's.sock");
const commands: string[] = [];
const server = createServer({ allowHalfOpen: true }, (connection) => {
  connection.on('data', (data) => {
    commands.push(data.toString());
    connection.end(ANSWER);
  });
});

beforeAll(() => new Promise<void>((resolve) => server.listen(socket, resolve)));
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

describe('haproxyServers', () => {
  test('reads servers from the socket, and reports a socket that does not answer', async () => {
    const queries = [haproxyServers(socket), haproxyServers(join(directory, 'none'))];
    const observation = renderObservation(queries, 'b0undary');
    const { stdout } = await promisify(execFile)('sh', ['-c', observation.script], { encoding: 'buffer' });
    const answers = observation.parse(stdout);
    expect(commands).toEqual(['show stat; show servers state\n']);
    expect(queries.map((query) => answers.get(queryId(query)))).toEqual([
      [
        { backend: 'web', name: 'web1', state: 'drain', weight: 5, configuredWeight: 10, isUp: true, sessions: 3 },
        { backend: 'web', name: 'web2', state: 'maint', weight: 1, configuredWeight: 1, isUp: false, sessions: 0 },
        { backend: 'web', name: 'web3', state: 'ready', weight: 1, configuredWeight: 1, isUp: true, sessions: 0 },
      ],
      null,
    ]);
  });
});
