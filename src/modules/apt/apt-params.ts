import * as z from 'zod';
import { bool, integer, path, text, textList } from '../../module-api/params.ts';
import { PROGRESS_TIMEOUT_SECONDS } from './apt-get.ts';
import { parsePackageSpec } from './apt-package.ts';

const shape = z.strictObject({
  name: textList()
    .pipe(
      z.array(
        z.string().refine((name) => parsePackageSpec(name) !== undefined, {
          message: 'must be a package: nginx, nginx=1.22*, nginx/bookworm-backports',
        }),
      ),
    )
    .optional()
    .describe(
      'Packages; an empty list does nothing: `nginx`, `nginx=1.22.1-9`, `nginx=1.22*`, `nginx/bookworm-backports`, `libc6:i386`.',
    ),
  state: z
    .enum(['present', 'latest', 'absent', 'build-dep', 'fixed'])
    .default('present')
    .describe(
      '`latest` also upgrades; `build-dep` installs the build dependencies; `fixed` repairs broken dependencies.',
    ),
  update_cache: bool()
    .default(false)
    .describe(
      'Refresh the package lists if they are older than cache_valid_time and this task needs them: for an installation, for `latest` and `upgrade`, or if the task names no package. Lists that have never been fetched are always fetched.',
    ),
  cache_valid_time: integer()
    .pipe(z.int().min(0))
    .optional()
    .describe('Seconds for which package lists stay valid; at least 60. Implies update_cache. Default: 3600.'),
  purge: bool().default(false).describe('With `absent`: also remove configuration files.'),
  autoremove: bool().default(false).describe('Remove dependencies that are no longer needed.'),
  upgrade: z
    .enum(['no', 'yes', 'safe', 'full', 'dist'])
    .or(z.boolean().transform((value) => (value ? ('yes' as const) : ('no' as const))))
    .default('no')
    .describe('Upgrade all packages: `yes` and `safe` remove no packages, `full` and `dist` may remove some.'),
  default_release: text().optional().describe('Default release for packages, as in `apt-get -t`.'),
  install_recommends: bool().optional().describe("Also install recommended packages. Default: apt's configuration."),
  deb: path().optional().describe('A .deb file on the host to install, with its dependencies.'),
  allow_downgrade: bool().default(false).describe('Allow downgrades.'),
  allow_unauthenticated: bool().default(false).describe('Allow packages from unsigned repositories.'),
  allow_change_held_packages: bool().default(false).describe('Allow changes of packages that are on hold.'),
  force: bool()
    .default(false)
    .describe('All three: allow_downgrade, allow_unauthenticated and allow_change_held_packages.'),
  clean: bool().optional().describe('Remove the package files that apt has downloaded, after everything else.'),
  autoclean: bool()
    .optional()
    .describe('Remove those downloaded package files that no repository has any more, after everything else.'),
  only_upgrade: bool().default(false).describe('Only upgrade installed packages; install no new ones.'),
  dpkg_options: textList()
    .default(['force-confdef', 'force-confold'])
    .describe('Options of dpkg. By default, modified configuration files are kept.'),
  lock_timeout: integer().pipe(z.int().min(0)).default(60).describe('Seconds to wait for the locks of apt and dpkg.'),
  progress_timeout: integer()
    .pipe(z.int().min(10))
    .default(PROGRESS_TIMEOUT_SECONDS)
    .describe(
      'Seconds without progress (no download, unpacking, output or CPU time) after which apt-get is terminated and the task fails.',
    ),
  policy_rc_d: integer()
    .pipe(z.int().min(0).max(255))
    .optional()
    .describe('Exit status of policy-rc.d while packages are configured; 101 prevents the start of their services.'),
});

export type AptParams = z.output<typeof shape>;

export const aptParams = shape
  .refine((p) => p.name !== undefined || (p.state !== 'absent' && p.state !== 'build-dep'), {
    path: ['name'],
    message: 'is needed with this state',
  })
  .refine((p) => !(p.deb !== undefined && (namesOf(p).length > 0 || p.upgrade !== 'no')), {
    path: ['deb'],
    message: 'cannot be combined with name or upgrade; use separate tasks',
  })
  .refine((p) => !(p.upgrade !== 'no' && namesOf(p).length > 0), {
    path: ['upgrade'],
    message: 'cannot be combined with name; use separate tasks',
  })
  .refine((p) => p.name !== undefined || !isBare(p) || wantsFreshLists(p) || isAboutFiles(p), {
    path: ['name'],
    message: 'is missing, and so are update_cache, upgrade, deb, autoremove and clean: there is nothing to do',
  });

/** The packages that a task names. */
export const namesOf = ({ name }: { readonly name?: readonly string[] | undefined }): readonly string[] => name ?? [];

/** Whether a task says something of the downloaded files, if only that they stay. */
const isAboutFiles = ({ clean, autoclean }: z.output<typeof shape>): boolean =>
  clean !== undefined || autoclean !== undefined;

/** Whether to fetch outdated lists. */
export const wantsFreshLists = (p: AptParams): boolean => p.update_cache || p.cache_valid_time !== undefined;

/** Whether a task names no package, so that its only purpose is to refresh the lists. */
export const isBare = (p: AptParams): boolean =>
  namesOf(p).length === 0 && p.upgrade === 'no' && p.deb === undefined && !p.autoremove && p.state !== 'fixed';
