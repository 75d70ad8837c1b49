/** Jest's transformer of programs for hosts and browsers: the text is what the module gives, as in the bundle. */
export default {
  process: (text) => ({ code: `export default ${JSON.stringify(text)};` }),
};
