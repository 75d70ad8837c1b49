import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROLES = new URL('../../roles/', import.meta.url).pathname;

/** The text of all files of a role's folders. */
const textOf = (role: string, ...folders: string[]): string =>
  readdirSync(join(ROLES, role), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yml') && folders.includes(file.split('/')[0] ?? ''))
    .map((file) => readFileSync(join(ROLES, role, file), 'utf8'))
    .join('\n');

const asking = readdirSync(ROLES).filter((role) =>
  /^\s+(?:uri|get_url):/m.test(textOf(role, 'tasks', 'handlers', 'verify', 'opening', 'closing')),
);

describe('a role', () => {
  test.each(asking)('that asks over HTTP installs curl itself, so that it works alone on a host: %s', (role) => {
    expect(textOf(role, 'tasks')).toMatch(/\bcurl\b/);
  });
});
