import { bundled } from './bundled.ts'

/** The client for JavaScript (src/clients/js) as one ES module that loads nothing, for a page or for Node. */
export function clientScript(root: string): Promise<string> {
  return bundled(root, 'The client for JavaScript', {
    entry: 'src/clients/js/index.ts',
    lib: { formats: ['es'], fileName: 'phasescope' },
    build: {
      target: 'es2022',
      rolldownOptions: {
        // Our words only declare: what the client does not use of them is left out.
        treeshake: {
          moduleSideEffects: [{ test: /\/(src\/(vocabulary|schema|wire)|trainer\/link)\//, sideEffects: false }],
        },
      },
    },
  })
}
