import { readdirSync } from 'node:fs';

/** The pages of a folder, by their file names. */
const pages = (folder, text) => ({
  text,
  collapsed: true,
  items: readdirSync(new URL(`../${folder}`, import.meta.url))
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .sort()
    .map((name) => ({ text: name.replace(/\.md$/, ''), link: `/${folder}/${name.replace(/\.md$/, '')}` })),
});

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
      md.renderer.rules.text = (...given) => text(...given).replaceAll('{{', '&#123;&#123;').replaceAll('}}', '&#125;&#125;');
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
      pages('guide', 'Guides'),
      pages('sites', 'Three sites'),
      pages('reference', 'Reference'),
      pages('reference/keywords', 'Keywords'),
      pages('reference/modules', 'Modules'),
      pages('decisions', 'Decisions'),
    ],
  },
};
