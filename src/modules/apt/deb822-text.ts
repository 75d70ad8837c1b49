import type { Deb822Params } from './deb822-params.ts';

/** Renders a repository as a stanza of sources.list(5), with the fields in Ansible's order. */
export function renderDeb822(p: Deb822Params, signedBy: string | undefined): string {
  const fields: readonly (readonly [string, readonly string[] | string | number | boolean | undefined])[] = [
    ['X-Repolib-Name', p.name],
    ['Allow-Downgrade-To-Insecure', p.allow_downgrade_to_insecure],
    ['Allow-Insecure', p.allow_insecure],
    ['Allow-Weak', p.allow_weak],
    ['Architectures', p.architectures],
    ['By-Hash', p.by_hash],
    ['Check-Date', p.check_date],
    ['Check-Valid-Until', p.check_valid_until],
    ['Components', p.components],
    ['Date-Max-Future', p.date_max_future],
    ['Enabled', p.enabled],
    ['InRelease-Path', p.inrelease_path],
    ['Languages', p.languages],
    ['PDiffs', p.pdiffs],
    ['Signed-By', signedBy],
    ['Suites', p.suites],
    ['Targets', p.targets],
    ['Trusted', p.trusted],
    ['Types', p.types],
    ['URIs', p.uris],
  ];
  return fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${renderValue(value)}\n`)
    .join('');
}

function renderValue(value: readonly string[] | string | number | boolean | undefined): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? value.join(' ') : String(value);
}
