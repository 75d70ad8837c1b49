import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hostsDown, hostsUp, labLogin } from '../lab.ts';
import { compareRole } from './compare-role.ts';
import { readCorpusResults } from './corpora.ts';
import { writePage } from './page.ts';
import { keepResult, readResults } from './results.ts';
import { readSettings } from './settings.ts';
import { TOOLS } from './tools.ts';
import type { Tool } from './tools.ts';

const USAGE = 'npm run bench:roles -- FOLDER [--only NAMES] [--tool provision|ansible-playbook] [--host NAME] [--scratch DIRECTORY]';

async function main(): Promise<void> {
  const { folder, only, tools, name, scratch } = readArguments();
  const settings = readSettings(only);
  mkdirSync(scratch, { recursive: true });
  await hostsDown([name]);
  const [host] = await hostsUp([name]);
  if (!host) throw new Error('no host');
  try {
    const login = await labLogin(host);
    for (const setting of settings) {
      process.stderr.write(`${setting.role}\n`);
      const result = await compareRole(setting, { host, login, folder, scratch, tools });
      if (!result) continue;
      process.stderr.write(`  ${result.differences.length} differences\n`);
      for (const { item, ours, theirs } of result.differences.slice(0, 20))
        process.stderr.write(`  ${item}\n    provision: ${ours ?? '-'}\n    ansible:   ${theirs ?? '-'}\n`);
      keepResult(result);
      writePage(readResults(), readCorpusResults());
    }
  } finally {
    await hostsDown([name]);
  }
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', default: '' },
      tool: { type: 'string' },
      host: { type: 'string', default: 'bench-roles' },
      scratch: { type: 'string', default: '/var/tmp/provision-bench-roles' },
    },
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw new Error(USAGE);
  return {
    folder: resolve(folder),
    only: values.only.split(',').filter(Boolean),
    tools: values.tool === undefined ? TOOLS : [asTool(values.tool)],
    name: values.host,
    scratch: join(resolve(values.scratch)),
  };
}

function asTool(text: string): Tool {
  const tool = TOOLS.find((name) => name === text);
  if (!tool) throw new Error(USAGE);
  return tool;
}

await main();
