import { homedir } from 'node:os';
import { UnreadableFile } from '../../controller/file-error.ts';
import { remedyOf } from '../../controller/file-remedy.ts';
import { readBytes } from '../../controller/read-file.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { shellWord } from '../../diagnostic/shell-word.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import type { IdentityFlaw } from '../../transport/ssh/identity-file.ts';
import { readIdentity } from '../../transport/ssh/identity-file.ts';

/** Throws `InvalidInput` unless `--private-key` names a key that can be used. An encrypted key can be, if there is an agent. */
export function requirePrivateKey(path: string, { SSH_AUTH_SOCK: agent }: NodeJS.ProcessEnv): void {
  // tokens such as %h differ from host to host
  if (path.includes('%')) return;
  const file = path.replace(/^~(?=\/)/, homedir());
  const problem = problemOfFile(file) ?? problemOfKey(file, agent !== undefined && agent !== '');
  if (!problem) return;
  throw new InvalidInput([{ severity: 'error', range: placeOf(`--private-key ${path}`), ...problem }]);
}

type Problem = Pick<Diagnostic, 'code' | 'summary' | 'suggestion'>;

function problemOfFile(file: string): Problem | undefined {
  try {
    readBytes(file);
    return undefined;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    const summary = `The private key ${error.message}`;
    const code = error.problem === 'it does not exist' ? 'file-not-found' : 'file-unreadable';
    return { code, summary, suggestion: remedyOf({ path: file, problem: error.problem }) };
  }
}

/** An agent may have the key of an encrypted or a public file, and ssh(1) may know kinds of keys that the library does not. */
function problemOfKey(file: string, hasAgent: boolean): Problem | undefined {
  const { key, flaw, problem } = readIdentity(file);
  if (key?.isPrivateKey() === true || flaw === 'token' || flaw === 'unsupported') return undefined;
  if (hasAgent && (flaw === 'encrypted' || flaw === 'public')) return undefined;
  return { code: 'private-key', summary: problem ?? `${file} gives no key`, suggestion: suggestKey(file, flaw) };
}

function suggestKey(file: string, flaw: IdentityFlaw | undefined): string {
  if (flaw === 'encrypted')
    return `Start an agent and give it the key: \`eval "$(ssh-agent)" && ssh-add ${shellWord(file)}\`.`;
  if (flaw === 'public') return `Name the private key: \`--private-key ${shellWord(file.replace(/\.pub$/, ''))}\`.`;
  return 'Name a private key, such as `--private-key ~/.ssh/id_ed25519`; `ssh-keygen -t ed25519` makes one.';
}
