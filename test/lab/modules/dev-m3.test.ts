import { describe } from '@jest/globals';
import { rootShell } from '../support/host-shell.ts';
import { describeMysql } from './mysql-suite.ts';
describe.each((process.env['M3'] ?? 'm3a').split(','))('%s', (host) => {
  describeMysql(() => rootShell(host));
});
