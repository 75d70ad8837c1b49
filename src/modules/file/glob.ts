/** Compiles a pattern of file names like Python's fnmatch: `*`, `?`, `[a-z]`, `[!a-z]`; other characters are literal. */
export function compileGlob(pattern: string): RegExp {
  const source = pattern.replace(/\[!?\]?[^\]]*\]|[\s\S]/g, (token) => {
    if (token === '*') return '[\\s\\S]*';
    if (token === '?') return '[\\s\\S]';
    if (token.length === 1) return token.replace(/[.+^${}()|[\]\\]/, '\\$&');
    const inside = token.slice(1, -1).replace(/\\/g, '\\\\').replace(/\]/g, '\\]').replace(/^\^/, '\\^');
    return `[${inside.replace(/^!/, '^')}]`;
  });
  return new RegExp(`^${source}$`);
}
