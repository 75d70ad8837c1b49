import type { Stats } from 'node:fs';
import { lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { toUnreadable, UnreadableFile } from './file-error.ts';
import { kindOfStats } from './file-kind.ts';

/** What is below a directory of the controller. */
export interface TreeEntry {
  /** Path below the root: `conf.d/site.conf`. */
  readonly relativePath: string;
  readonly path: string;
  readonly type: 'file' | 'directory' | 'link';
  /** Of a link, as it is stored. */
  readonly target?: string | undefined;
}

export interface WalkedTree {
  /** Parents first, sorted. */
  readonly entries: readonly TreeEntry[];
  /** What can't be delivered: pipes, sockets, devices, and what may not be read. */
  readonly problems: readonly UnreadableFile[];
}

const MAX_ENTRIES = 200_000;

/**
 * Everything below a directory. A link to a file or a directory counts as what it leads to; one that leads nowhere, to a directory
 * that it stands in, to a device or a pipe is a link itself, as in Ansible.
 */
export function walkTree(root: string): WalkedTree {
  const walk = new TreeWalk();
  walk.enter(root, '', []);
  return walk.end();
}

class TreeWalk {
  readonly #entries: TreeEntry[] = [];
  readonly #problems: UnreadableFile[] = [];

  end(): WalkedTree {
    return { entries: this.#entries.sort(byPath), problems: this.#problems };
  }

  /** `around`: the directories that it stands in, as device and inode. */
  enter(path: string, relativePath: string, around: readonly string[]): void {
    this.#try(path, () => {
      const within = [...around, identity(statSync(path))];
      for (const name of readdirSync(path)) {
        if (this.#entries.length >= MAX_ENTRIES) {
          this.#refuseSize(path);
          return;
        }
        const below = relativePath === '' ? name : `${relativePath}/${name}`;
        this.#try(join(path, name), () => this.#visit(join(path, name), below, within));
      }
    });
  }

  #visit(path: string, relativePath: string, around: readonly string[]): void {
    const found = lstatSync(path);
    if (found.isSymbolicLink()) this.#visitLink(path, relativePath, around);
    else this.#add(path, relativePath, found, around);
  }

  #visitLink(path: string, relativePath: string, around: readonly string[]): void {
    const led = followed(path);
    const isOwn = led?.isFile() === true || (led?.isDirectory() === true && !around.includes(identity(led)));
    if (led && isOwn) this.#add(path, relativePath, led, around);
    else this.#entries.push({ path, relativePath, type: 'link', target: readlinkSync(path) });
  }

  #add(path: string, relativePath: string, found: Stats, around: readonly string[]): void {
    const kind = kindOfStats(found);
    if (kind === 'file') this.#entries.push({ path, relativePath, type: 'file' });
    else if (kind === 'a directory') {
      this.#entries.push({ path, relativePath, type: 'directory' });
      this.enter(path, relativePath, around);
    } else this.#problems.push(new UnreadableFile(path, `it is ${kind}`));
  }

  #refuseSize(path: string): void {
    const tooLarge = `it holds more than ${MAX_ENTRIES} files`;
    if (!this.#problems.some(({ problem }) => problem === tooLarge))
      this.#problems.push(new UnreadableFile(path, tooLarge));
  }

  #try(path: string, visit: () => void): void {
    try {
      visit();
    } catch (error) {
      this.#problems.push(toUnreadable(path, error));
    }
  }
}

const identity = ({ dev, ino }: Stats): string => `${dev}:${ino}`;

/** What a link leads to; undefined where that is nothing. */
function followed(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    toUnreadable(path, error);
    return undefined;
  }
}

const byPath = (a: TreeEntry, b: TreeEntry): number => (a.relativePath < b.relativePath ? -1 : 1);
