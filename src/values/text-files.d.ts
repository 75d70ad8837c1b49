/** Programs for hosts and browsers are in files of their own language; the bundle contains them as text. */
declare module '*.sh' {
  const text: string;
  // eslint-disable-next-line no-restricted-exports -- the content of a text file has no name
  export default text;
}
declare module '*.py' {
  const text: string;
  // eslint-disable-next-line no-restricted-exports -- the content of a text file has no name
  export default text;
}
declare module '*.pl' {
  const text: string;
  // eslint-disable-next-line no-restricted-exports -- the content of a text file has no name
  export default text;
}
declare module '*.css' {
  const text: string;
  // eslint-disable-next-line no-restricted-exports -- the content of a text file has no name
  export default text;
}
declare module '*.browser.js' {
  const text: string;
  // eslint-disable-next-line no-restricted-exports -- the content of a text file has no name
  export default text;
}
