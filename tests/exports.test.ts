import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { unusedExports } from './exports.ts'
import { temporaryFolder } from './phasescope.ts'

/** Parts of experiments that are held to references and of which no experiment of ours is made yet. */
const FOR_EXPERIMENTS = 'what an experiment may be written with'

const FOR_OWN_DATA = 'what the file of an experiment on data of a person is written with'

const FOR_SCRIPTS = 'what the training of another framework is written with'

/** What nobody takes, and why it is there all the same. */
const KEPT: Readonly<Record<string, string>> = {
  'src/schema/proofs.ts#Proofs': 'claims that the compiler checks',
  'src/clients/js/index.ts#init': FOR_SCRIPTS,
  'src/clients/js/index.ts#Histogram': FOR_SCRIPTS,
  'probes/define.ts#curve': 'what a user-defined probe may give, beside one a part',
  'probes/define.ts#histogram': 'what a user-defined probe may give, beside one a part',
  'probes/inputs.ts#NeedsAndInputsAgree': 'a claim that the compiler checks',
  'trainer/data/index.ts#tableTask': FOR_OWN_DATA,
  'trainer/experiments/own-data.ts#defineExperimentOnData': FOR_OWN_DATA,
  'trainer/optimizers/muon.ts#muon': FOR_EXPERIMENTS,
}

it('everything that is exported is used by another file of the program', () => {
  const unused = unusedExports(join(import.meta.dirname, '..'))
  const known = unused.filter(({ file, name }) => Object.hasOwn(KEPT, `${file}#${name}`))
  expect(known.map(({ file, name }) => `${file}#${name}`)).toEqual(Object.keys(KEPT))
  expect(unused.filter((one) => !known.includes(one)).map(({ file, name, why }) => `${file}: ${name}, ${why}`)).toEqual(
    [],
  )
})

it('an export that is not is seen, through doors and in whatever way it is taken', () => {
  using root = temporaryFolder()
  const files = {
    'src/a.ts': `export const used = 1; export const own = 2; export const tested = own; export const dead = 3
      export interface Given { x: Other }; export type Other = number; export function give(): Given { return { x: own } }`,
    'src/index.ts': `export * from './b.ts'; export { used, give } from './a.ts'; export { own as through } from './a.ts'`,
    'src/b.ts': `export const star = 1; export const late = 2; export const [pair] = [3]`,
    'src/c.ts': `import { used, star, give } from '#src/index.ts'; const all = () => import('./d.ts'); void [used, star, give, all]`,
    'src/d.ts': `export const dynamic = 1; export default 2`,
    'dashboard/E.svelte': `<script lang="ts">import { late } from '#src/b.ts'; export function open() { return late }</script>`,
    'probes/maths/f.ts': `export const formula = 1; export const other = formula`,
    'trainer/g.ts': `import * as all from '#probes/maths/f.ts'; void all`,
    'tests/h.test.ts': `import { tested, own } from '#src/a.ts'; void [tested, own]`,
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root.path, file)), { recursive: true })
    writeFileSync(join(root.path, file), text)
  }
  expect(unusedExports(root.path).map(({ file, name, why }) => [file, name, why.split(':')[0]])).toEqual([
    ['src/a.ts', 'tested', 'only tests use it'],
    ['src/a.ts', 'dead', 'nobody uses it'],
    ['src/b.ts', 'pair', 'nobody uses it'],
    ['src/index.ts', 'through', 'nobody uses it'],
  ])
})
