import { defineQuery } from '../query.ts';
import { quoteAll } from '../quote.ts';

/** The value that the kernel has, with single spaces in it; null where it has no such setting. */
export type SysctlAnswer = string | null;

/** A kernel setting as it is now: `net.ipv4.ip_forward`, `net/ipv4/conf/eth0.100/rp_filter`. */
export const sysctl = defineQuery<string, SysctlAnswer>({
  name: 'sysctl',
  key: sysctlPath,
  reads: (name) => [`sysctl:${sysctlPath(name)}`],
  // read by the shell, byte by byte, the kernel gives only the first number of several
  script: (names) => `grep -aHs '' ${quoteAll([...new Set(names.map(sysctlPath))])} || :`,
  parse: (output, names) => {
    const lines = output.toString('utf8').split('\n');
    return names.map((name) => {
      const prefix = `${sysctlPath(name)}:`;
      const values = lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
      return values.length === 0 ? null : normalizeValue(values.join(' '));
    });
  },
});

/** sysctl(8): the first separator decides which of . and / it is; the other one stands for itself in a name. */
export function sysctlPath(name: string): string {
  const usesSlash = /^[^./]*\//.test(name);
  const parts = name.replace(/^\//, '').split(usesSlash ? '/' : '.');
  return `/proc/sys/${parts.map((part) => (usesSlash ? part : part.replaceAll('/', '.'))).join('/')}`;
}

/** The kernel separates numbers by tabs, people by spaces. */
export const normalizeValue = (value: string): string => value.trim().replace(/\s+/g, ' ');
