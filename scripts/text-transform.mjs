/** Jest's transformer for programs for hosts and browsers: the module exports the file's text, as in the bundle. */
export default {
  process: (text) => ({ code: `export default ${JSON.stringify(text)};` }),
};
