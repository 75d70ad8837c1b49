import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lab } from '../lab.ts';
import type { Host, Login } from '../on-hosts.ts';
import { runOnHosts } from '../on-hosts.ts';
import { compareStates, readIgnored, readState } from './end-state.ts';
import type { HostState } from './end-state.ts';
import { writeProject } from './project.ts';
import type { RoleResult, ToolResult } from './results.ts';
import type { RoleSetting } from './settings.ts';
import { runTool, TOOLS } from './tools.ts';
import type { Run, Tool } from './tools.ts';

export interface Comparison {
  readonly host: Host;
  readonly login: Login;
  /** The directory of roles, and the directory for outputs and states. */
  readonly folder: string;
  readonly scratch: string;
  /** Tools to run; results of other tools in `scratch` remain valid. */
  readonly tools: readonly Tool[];
}

// Ansible's modules for apt need python3-apt, and would install it themselves. The package lists are then as old as on a newly installed host.
const PREPARE = `set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update >/dev/null
apt-get -qq install -y python3-apt >/dev/null 2>&1
rm -rf /var/lib/apt/lists/* /var/lib/apt/periodic/* /var/cache/apt/*.bin
touch -d 2000-01-01 /var/lib/apt/lists
`;

const TREE = 'cd / && tar -cz --ignore-failed-read etc root usr/local/bin home var/spool 2>/dev/null | base64';

/** Lets each tool converge the same host, which is reset each time, and compares the end states. Undefined until all tools have run. */
export async function compareRole(setting: RoleSetting, comparison: Comparison): Promise<RoleResult | undefined> {
  const scratch = join(comparison.scratch, setting.role);
  mkdirSync(scratch, { recursive: true });
  for (const tool of comparison.tools) await converge(tool, setting, { ...comparison, scratch });
  const [ours, theirs] = TOOLS.map((tool) => readLeft(scratch, tool));
  if (!ours || !theirs) return undefined;
  return {
    role: setting.role,
    why: setting.why,
    at: new Date().toISOString(),
    tools: { provision: ours.result, 'ansible-playbook': theirs.result },
    differences: compareStates(ours.state, theirs.state, readIgnored()),
  };
}

async function converge(tool: Tool, setting: RoleSetting, { host, login, folder, scratch }: Comparison): Promise<void> {
  await lab('reset', host.name);
  await runOnHosts([host], login, () => PREPARE + setting.prepare);
  const project = join(scratch, tool);
  await writeProject(project, folder, setting, host.name);
  const check = await run(tool, project, 'check');
  const apply = await run(tool, project, 'apply');
  const again = await run(tool, project, 'again');
  const state = await readState(host, login);
  const result: ToolResult = { check, apply, again };
  writeFileSync(join(scratch, `${tool}.json`), JSON.stringify({ result, state: [...state] }));
  await keepTree(join(scratch, `${tool}-files`), host, login);
}

async function run(tool: Tool, project: string, name: 'check' | 'apply' | 'again'): Promise<Run> {
  const { output, ...run } = await runTool(tool, project, name === 'check');
  writeFileSync(join(project, `${name}.out`), output);
  process.stderr.write(`  ${tool} ${name}: ${run.seconds} s, ${run.changed} changed, exit ${run.exitCode}\n`);
  for (const failure of run.failures) process.stderr.write(`    ${failure}\n`);
  return run;
}

// For the inspection of differences: diff -r provision-files ansible-playbook-files
async function keepTree(directory: string, host: Host, login: Login): Promise<void> {
  const text = (await runOnHosts([host], login, () => TREE)).get(host.name) ?? '';
  execFileSync('rm', ['-rf', directory]);
  mkdirSync(directory);
  execFileSync('tar', ['-xz', '--no-same-owner', '-C', directory], { input: Buffer.from(text, 'base64') });
}

function readLeft(scratch: string, tool: Tool): { result: ToolResult; state: HostState } | undefined {
  const file = join(scratch, `${tool}.json`);
  if (!existsSync(file)) return undefined;
  const { result, state } = JSON.parse(readFileSync(file, 'utf8')) as { result: ToolResult; state: [string, string][] };
  return { result, state: new Map(state) };
}
