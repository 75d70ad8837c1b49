import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DIRECTORY = 'docs/sites';
const BLOCK = /(<!-- provision graph -i (\S+)( --format mermaid)? -->\n)[^]*?(<!-- \/provision graph -->)/g;

/** docs/sites/*.md as they are, each with the graph of its inventory, as `provision graph` prints it. */
export function sitePages() {
  const scratch = mkdtempSync(join(tmpdir(), 'provision-docs-'));
  const password = join(scratch, 'password');
  writeFileSync(password, 'example-only\n', { mode: 0o600 });
  const graph = (inventory, format) =>
    execFileSync(
      process.execPath,
      ['dist/cli/main.js', 'graph', '-i', inventory, '--format', format, '--vault-password-file', password],
      { encoding: 'utf8' },
    );
  const block = (_, begin, inventory, mermaid, end) => {
    const format = mermaid ? 'mermaid' : 'text';
    return `${begin}\`\`\`${mermaid ? format : ''}\n${graph(inventory, format)}\`\`\`\n${end}`;
  };
  try {
    return readdirSync(DIRECTORY).map((name) => {
      const path = join(DIRECTORY, name);
      const text = readFileSync(path, 'utf8');
      return [path, text.replace(BLOCK, block)];
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
