import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isFileError } from '../controller/file-error.ts';
import { planError } from './plan-error.ts';
import { shellWord } from '../diagnostic/shell-word.ts';
import { remedyOf } from '../controller/file-remedy.ts';

const KEY_BYTES = 32;

/** Where a user's key is. */
export const userKeyPath = (env: Readonly<Record<string, string | undefined>>, home: string): string =>
  join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'provision', 'plan.key');

/** The user's key, made at its first use. Throws `InvalidInput` where others can read it, or it cannot be had. */
export function loadUserKey(path: string): Buffer {
  return readUserKey(path) ?? makeUserKey(path);
}

/** Undefined where there is none. */
export function readUserKey(path: string): Buffer | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isFileError(error) && error.code === 'ENOENT') return undefined;
    throw unusable(path, error);
  }
  try {
    const { mode, uid } = fstatSync(descriptor);
    if ((mode & 0o077) !== 0 || uid !== process.getuid?.())
      throw planError(
        path,
        `The key ${path} can be read by others`,
        `If nobody has read it, run \`chmod 600 ${shellWord(path)}\`; otherwise \`rm ${shellWord(path)}\`, and make the plans anew.`,
      );
    return parseKey(path, readFileSync(descriptor, 'utf8'));
  } finally {
    closeSync(descriptor);
  }
}

function parseKey(path: string, text: string): Buffer {
  const key = Buffer.from(text.trim(), 'hex');
  if (key.length !== KEY_BYTES)
    throw planError(path, `The key ${path} is damaged`, `Run \`rm ${shellWord(path)}\`, and make the plans anew.`);
  return key;
}

function makeUserKey(path: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, `${key.toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
    return key;
  } catch (error) {
    // another run has made it meanwhile
    const made = isFileError(error) && error.code === 'EEXIST' ? readUserKey(path) : undefined;
    if (made) return made;
    throw unusable(path, error);
  }
}

function unusable(path: string, error: unknown): unknown {
  if (!isFileError(error)) return error;
  const why = error.code === 'ELOOP' ? 'it is a link' : `the system answered ${error.code}`;
  return planError(path, `The key ${path} cannot be used: ${why}`, remedyOf({ path, problem: why }));
}
