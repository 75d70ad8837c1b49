import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { gitLogin } from '../../src/query/git/git-login.ts';

/** What git itself makes of a login, asked for the credentials of an address. */
function askGit(repo: string, wanted: { readonly protocol: string; readonly host: string }): string {
  const { environment, options } = gitLogin(repo);
  const script = `${environment}GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=true git ${options}credential fill`;
  const input = `protocol=${wanted.protocol}\nhost=${wanted.host}\n\n`;
  return spawnSync('sh', ['-c', script], { input, encoding: 'utf8' }).stdout;
}

describe('a password in the address of a repository', () => {
  const repo = `https://bob:p%40ss%27w"$x@git.example:8443/team/app.git`;

  test('is in no argument, nor in what the repository keeps', () => {
    const { repo: kept, options } = gitLogin(repo);
    expect(kept).toBe('https://git.example:8443/team/app.git');
    expect(options).not.toContain('p%40ss');
    expect(options).not.toContain('p@ss');
  });

  test('is what git gets for that host', () => {
    const said = askGit(repo, { protocol: 'https', host: 'git.example:8443' });
    expect(said).toContain('username=bob\n');
    expect(said).toContain(`password=p@ss'w"$x\n`);
  });

  test.each([
    ['another host', { protocol: 'https', host: 'evil.example' }],
    ['another port', { protocol: 'https', host: 'git.example' }],
    ['the same host without encryption', { protocol: 'http', host: 'git.example:8443' }],
  ])('is not handed to %s', (_, wanted) => expect(askGit(repo, wanted)).not.toContain('p@ss'));
});

test.each(['https://git.example/a.git', 'git@git.example:a.git', 'ssh://git@git.example/a.git', '/srv/a.git'])(
  '%s is left as it is',
  (repo) => expect(gitLogin(repo)).toEqual({ repo, options: '', environment: '' }),
);
