import { spawnSync } from 'node:child_process';
import bundler from './bundle-python.py';
import { findInstalledAnsible } from './installed-ansible.ts';

/** What a Python module needs beside itself: a zip, or what this machine lacks of it. */
export type PythonBundle = { readonly zip: Buffer } | { readonly missing: string };

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Collects from this machine's ansible-core, and from `directories` of module_utils and of collections, what a module imports of them.
 * Nothing of the module itself is run.
 */
export function bundlePython(module: string, directories: readonly string[]): PythonBundle {
  const ansible = findInstalledAnsible();
  if (!ansible) return { missing: 'ansible-core' };
  const { status, stdout, stderr, error } = spawnSync(ansible.python, ['-', module, ...directories], {
    input: bundler,
    encoding: 'utf8',
    env: process.env,
    timeout: TIMEOUT_MS,
    maxBuffer: MOST_BYTES,
  });
  if (error) throw new Error(`${ansible.python} cannot be run: ${error.message}`);
  if (status !== 0) return { missing: `Python that can be read (${stderr.trim().split('\n').at(-1) ?? ''})` };
  const answer = JSON.parse(stdout) as { readonly zip?: string; readonly missing?: string };
  return answer.zip === undefined ? { missing: answer.missing ?? '' } : { zip: Buffer.from(answer.zip, 'base64') };
}
