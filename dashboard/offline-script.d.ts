/** What replays a comparison in its own HTML file, made when the page is built (vite.config.ts). */
declare module 'virtual:offline-script' {
  const script: string
  export default script
}
