import { readdirSync, readFileSync } from 'node:fs';

/** The first heading of a page, without marks of code. */
const titleOf = (path) => {
  const [, title] = /^# (.+)$/m.exec(readFileSync(path, 'utf8')) ?? [];
  return title?.replaceAll('`', '') ?? path.pathname;
};

/** The pages of a folder: those that are named first, then the others by their titles. */
const pages = (folder, text, first = []) => {
  const items = readdirSync(new URL(`../${folder}`, import.meta.url))
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .map((name) => ({
      text: titleOf(new URL(`../${folder}/${name}`, import.meta.url)),
      link: `/${folder}/${name.replace(/\.md$/, '')}`,
    }));
  const place = ({ link }) => (first.indexOf(link.split('/').at(-1)) + first.length + 1) % (first.length + 1);
  return {
    text,
    collapsed: true,
    items: items.sort((a, b) => place(a) - place(b) || a.text.localeCompare(b.text, 'en', { numeric: true })),
  };
};

export default {
  title: 'provision',
  description: 'Configures Linux servers over SSH from declarative YAML roles',
  // pages also link to files of the repository, which are no pages
  ignoreDeadLinks: [/\.\.\//, /^\.\//, /README/],
  cacheDir: '../node_modules/.cache/vitepress',
  outDir: '../build/site',
  // <%= %> and {{ }} are what the pages are about
  markdown: {
    config: (md) => {
      const code = md.renderer.rules.code_inline;
      md.renderer.rules.code_inline = (tokens, i, options, env, self) => {
        tokens[i].attrSet('v-pre', '');
        return code(tokens, i, options, env, self);
      };
      // <b> in a sentence is a word of it
      md.renderer.rules.html_inline = (tokens, i) => md.utils.escapeHtml(tokens[i].content);
      const text = md.renderer.rules.text;
      md.renderer.rules.text = (...given) =>
        text(...given)
          .replaceAll('{{', '&#123;&#123;')
          .replaceAll('}}', '&#125;&#125;');
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Tutorial', link: '/guide/tutorial' },
      { text: 'How to', link: '/guide/how-to' },
      { text: 'Modules', link: '/reference/modules/' },
      { text: 'Keywords', link: '/reference/keywords/' },
      { text: 'Commands', link: '/reference/cli' },
    ],
    sidebar: [
      pages('guide', 'Guides', ['tutorial', 'how-to', 'coming-from-ansible']),
      pages('sites', 'Three sites'),
      pages('reference', 'Reference'),
      pages('reference/keywords', 'Keywords'),
      pages('reference/modules', 'Modules'),
      pages('decisions', 'Decisions'),
    ],
  },
};
