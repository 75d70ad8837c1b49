import * as z from 'zod';
import { bool, fileMode, text } from '../../module-api/params.ts';

export const list = () =>
  z.preprocess((value) => (typeof value === 'string' ? value.trim().split(/[\s,]+/) : value), z.array(text()));

const shape = z.strictObject({
  name: text()
    .pipe(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 _.-]*$/, 'must be a name of letters, digits, spaces, _ . and -'))
    .describe('Name of the source, which names its file too.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether it is there.'),
  types: list().default(['deb']).describe('`deb`, `deb-src`.'),
  uris: list().optional().describe('Where it is.'),
  suites: list()
    .optional()
    .describe('Suites, such as bookworm; a path that ends with / where there are no components.'),
  components: list().optional().describe('Components, such as main.'),
  architectures: list().optional().describe('Architectures. Default: those of the host.'),
  signed_by: text()
    .optional()
    .describe(
      'The key that signs it: a file on the host, a URL from which the host gets it once, or the key itself as armored text.',
    ),
  enabled: bool().optional().describe('Whether it is used.'),
  trusted: bool().optional().describe('Use it though nothing signs it.'),
  languages: list().optional().describe('Languages of descriptions.'),
  targets: list().optional().describe('What is fetched of it.'),
  pdiffs: bool().optional().describe('Fetch only what changed of its lists.'),
  by_hash: bool().optional().describe('Fetch lists by their hashes.'),
  check_date: bool().optional().describe('Whether its date must not be in the future.'),
  check_valid_until: bool().optional().describe('Whether it may be out of date.'),
  date_max_future: z.coerce.number().optional().describe('Seconds that its date may be in the future.'),
  inrelease_path: text().optional().describe('Path of its InRelease file.'),
  allow_insecure: bool().optional().describe('Use it without a signature.'),
  allow_weak: bool().optional().describe('Use it with a weak signature.'),
  allow_downgrade_to_insecure: bool().optional().describe('Go on using it when its signature is gone.'),
  mode: fileMode().default('0644').describe('Permission bits of the file.'),
});

export type Deb822Params = z.output<typeof shape>;

export const deb822Params = shape
  .refine((p) => p.state === 'absent' || p.uris !== undefined, {
    path: ['uris'],
    message: 'is needed with state: present',
  })
  .refine((p) => p.state === 'absent' || p.suites !== undefined, {
    path: ['suites'],
    message: 'is needed with state: present',
  })
  // apt reads none of its sources once one is wrong
  .refine((p) => p.uris?.every((uri) => /^[a-z][a-z0-9+.-]*:\S+$/.test(uri)) !== false, {
    path: ['uris'],
    message: 'must begin with a scheme such as https:',
  })
  .refine((p) => p.suites?.every((suite) => suite.endsWith('/') === (p.components === undefined)) !== false, {
    path: ['components'],
    message: 'are needed for a suite, and not for a path that ends with /',
  });
