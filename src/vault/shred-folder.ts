import { closeSync, fsyncSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const CHUNK_BYTES = 1 << 16;

/**
 * Overwrites every file under a folder once and removes it all. Synchronous, so that it can run while the process
 * exits. On a file system that copies on write, the overwriting may reach other blocks.
 */
export function shredFolder(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) overwrite(join(entry.parentPath, entry.name));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function overwrite(path: string): void {
  const { size } = statSync(path);
  const file = openSync(path, 'r+');
  try {
    const zeros = Buffer.alloc(Math.min(size, CHUNK_BYTES));
    for (let at = 0; at < size; at += CHUNK_BYTES) writeSync(file, zeros, 0, Math.min(CHUNK_BYTES, size - at), at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
