import type * as z from 'zod';
import type { Module } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { NotTaken } from '../../module-api/not-taken.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { defineProbed } from '../lib/define-probed.ts';

interface SelinuxModule<P> {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly string[];
  readonly notTaken?: Readonly<Record<string, NotTaken>>;
  readonly aliases?: Readonly<Record<string, string>>;
  /** The command that reads the current state; it runs only if SELinux is enabled. */
  readonly probe: (params: P) => string;
  readonly plan: (params: P, found: string) => ProbedPlan;
}

/** Defines a module for SELinux. Its tasks fail on a host without SELinux, such as Debian and its derivatives. */
export function defineSelinux<S extends z.ZodObject>(
  module: SelinuxModule<z.output<S>> & { readonly params: S },
): Module {
  const { probe, plan, ...rest } = module;
  return defineProbed({
    ...rest,
    summary: `${module.summary} Not tested on its target distributions; fails on a host without SELinux.`,
    probe: (p) => `[ -e /sys/fs/selinux/enforce ] || exit 3\ncommand -v semanage >/dev/null || exit 127\n${probe(p)}`,
    reads: () => ['selinux:'],
    plan: (p, found) => plan(p, expectSelinux(module.name, found)),
    writes: () => ({ keys: ['selinux:'] }),
  });
}

function expectSelinux(name: string, { exitStatus, stdout, stderr }: ShellAnswer): string {
  if (exitStatus === 3)
    throw new ModuleFailure(
      `SELinux is off on the host, so ${name} cannot be used`,
      "Add `when: ansible_facts.selinux.status == 'enabled'` to the task, or remove the task on Debian.",
    );
  if (exitStatus === 127)
    throw new ModuleFailure(
      'semanage is not installed on the host',
      'Install the package policycoreutils-python-utils.',
    );
  if (exitStatus !== 0) throw new ModuleFailure(`SELinux cannot be queried: ${stderr}`);
  return stdout;
}
