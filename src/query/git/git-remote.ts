import { gitLogin } from './git-login.ts';
import { defineQuery } from '../query.ts';
import { quote, quoteAll } from '../quote.ts';
import { splitBuffer } from '../split-records.ts';

export interface GitRemoteQuestion {
  readonly repo: string;
  /** Branch, tag or `HEAD`. */
  readonly version: string;
  /** The command that git uses to connect; undefined means ssh. */
  readonly sshCommand?: string | undefined;
}

export type GitRemoteAnswer =
  | {
      /** Full hash of the commit; undefined if the repository has no such branch or tag. */
      readonly commit: string | undefined;
      /** The branch's name; undefined for a tag. */
      readonly branch: string | undefined;
    }
  | { readonly failure: string };

/** The commit of a branch or tag in a repository. */
export const gitRemote = defineQuery<GitRemoteQuestion, GitRemoteAnswer>({
  name: 'gitRemote',
  volatile: true,
  key: ({ repo, version, sshCommand = '' }) => [repo, version, sshCommand].join(' '),
  reads: () => [],
  script: (questions, boundary) => questions.map((question) => renderAsk(question, boundary)).join('\n'),
  parse: (output, questions, boundary) => {
    const parts = splitBuffer(output, boundary).slice(1);
    return questions.map(({ version }, i) => parseRefs(version, parts[i]?.toString('utf8') ?? ''));
  },
});

export const gitEnvironment = (sshCommand: string | undefined): string =>
  `GIT_TERMINAL_PROMPT=0${sshCommand === undefined ? '' : ` GIT_SSH_COMMAND=${quote(sshCommand)}`}`;

function renderAsk({ repo, version, sshCommand }: GitRemoteQuestion, boundary: string): string {
  const login = gitLogin(repo);
  const refs =
    version === 'HEAD' ? ['HEAD'] : [`refs/heads/${version}`, `refs/tags/${version}`, `refs/tags/${version}^{}`];
  return [
    `printf '%s' ${boundary}`,
    `if command -v git >/dev/null; then ${gitEnvironment(sshCommand)} ${login.environment}timeout 60 git ${login.options}ls-remote --symref -- ${quote(login.repo)} ${quoteAll(refs)} 2>&1 || echo failed`,
    `else echo 'git is not installed on this host'; echo failed; fi`,
  ].join('\n');
}

function parseRefs(version: string, text: string): GitRemoteAnswer {
  if (/(^|\n)failed\n$/.test(text)) return { failure: text.replace(/\n?failed\n$/, '').trim() };
  const refs = new Map(
    text.split('\n').flatMap((line) => {
      const [, commit, ref] = /^([0-9a-f]{40,64})\t(.*)$/.exec(line) ?? [];
      return commit === undefined || ref === undefined ? [] : [[ref, commit] as const];
    }),
  );
  if (version === 'HEAD')
    return { commit: refs.get('HEAD'), branch: /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(text)?.[1] };
  const branch = refs.get(`refs/heads/${version}`);
  const tag = refs.get(`refs/tags/${version}^{}`) ?? refs.get(`refs/tags/${version}`);
  return { commit: branch ?? tag, branch: branch === undefined ? undefined : version };
}
