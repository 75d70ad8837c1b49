import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { Query } from '../../query/query.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';

/** Prints nothing if the package of the file is installed; otherwise its name, its version, the comparison, and the installed version. */
export const debFileOf = (path: string): Query<ShellAnswer> =>
  shell({
    script: [
      `[ -f ${quote(path)} ] || exit 2`,
      `d=$(dpkg-deb -f ${quote(path)} Package Version) || exit 3`,
      `n=$(printf '%s\\n' "$d" | sed -n 's/^Package: //p'); v=$(printf '%s\\n' "$d" | sed -n 's/^Version: //p')`,
      `i=$(dpkg-query -W -f '\${db:Status-Status} \${Version}\\n' -- "$n" 2>/dev/null | sed -n 's/^installed //p;q')`,
      '[ "$i" != "$v" ] || exit 0',
      'c=newer; [ -z "$i" ] || dpkg --compare-versions "$v" gt "$i" || c=older',
      `printf '%s %s %s %s' "$n" "$v" "$c" "$i"`,
    ].join('\n'),
    reads: [`file:${path}`, 'packages:'],
  });

/** The changes of an installation of the file. A downgrade is a failure unless it is allowed. */
export function diffDebFile(
  path: string,
  { exitStatus, stdout, stderr }: ShellAnswer,
  mayDowngrade: boolean,
): Change[] {
  if (exitStatus === 2) throw new ModuleFailure(`${path} does not exist`, 'Copy it to the host with copy or get_url.');
  if (exitStatus !== 0) throw new ModuleFailure(`${path} is not a Debian package`, stderr || undefined);
  const [name = '', version = '', comparison, installed = ''] = stdout.split(' ');
  if (name === '') return [];
  if (comparison === 'older' && !mayDowngrade) {
    throw new ModuleFailure(
      `${path} is ${name} ${version}, older than the installed ${installed}`,
      'allow_downgrade: true installs it nevertheless.',
    );
  }
  return [{ attribute: name, before: installed === '' ? 'absent' : installed, after: version }];
}
