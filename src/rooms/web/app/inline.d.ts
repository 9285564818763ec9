/** A script of `browser/`, to stand in a page; see `../vite.config.ts`. */
declare module 'virtual:inline/*' {
  const script: string;
  export default script;
}
