import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { checkout } from './lab.ts';

const PACKAGES = ['ansible-core', 'ansible-mitogen', 'python3-mitogen', 'openssh-client'];

export function describeMachine(): Record<string, string> {
  return {
    processor: `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    kernel: release(),
  };
}

export function describeVersions(): Record<string, string> {
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: checkout, encoding: 'utf8' }).trim();
  const debian = PACKAGES.map((name) => [name, versionOf(name) ?? 'not installed'] as const);
  return { provision: `${version}, ${commit}`, node: process.version, ...Object.fromEntries(debian) };
}

function versionOf(name: string): string | undefined {
  try {
    const words = ['-W', '-f', '${db:Status-Status} ${Version}', name];
    const [status, version] = execFileSync('dpkg-query', words, { encoding: 'utf8', stdio: 'pipe' }).split(' ');
    return status === 'installed' ? version : undefined;
  } catch {
    // dpkg-query fails for an unknown name
    return undefined;
  }
}

/** The load average of the last minute. */
export const loadNow = (): number => Math.round((loadavg()[0] ?? 0) * 10) / 10;
