import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MEASURE_LINE, textOf, WatchedFolder } from './folder.ts'

let at: WatchedFolder
beforeEach(async () => {
  at = new WatchedFolder()
  await at.watch()
})
afterEach(() => at.remove())

const FILE = 'first-layer.ts'
/** The line of `before` in the text of a probe. */
const BEFORE_LINE = 4

describe('a file that cannot be used is rejected with its line', () => {
  it.each<[string, string, number | null, RegExp]>([
    ['a syntax error', textOf('first-layer', { measure: '({ weights }) => (' }), MEASURE_LINE, /^Expression expected/],
    ['a wrong type', textOf('first-layer', { measure: "() => 'large'" }), MEASURE_LINE, /'string' is not assignable/],
    [
      'an input it does not need',
      textOf('first-layer', { measure: '({ gradients }) => 0' }),
      MEASURE_LINE,
      /gradients/,
    ],
    ['a field left out', textOf('first-layer').replace("unit: '1',", ''), 5, /^Property 'unit' is missing$/],
    [
      'a unit that is no unit',
      textOf('first-layer').replace("unit: '1',", `unit: '${'x'.repeat(300)}',`),
      null,
      /^At card.unit: expected a unit, at most 256 characters/,
    ],
    ['a need that there is not', textOf('first-layer', { needs: 'color' }), 16, /"color"' is not assignable/],
    [
      "a name of Node's",
      textOf('first-layer', { measure: '() => process.pid' }),
      MEASURE_LINE,
      /^Cannot find name 'process'$/,
    ],
    [
      'a throw at the top',
      textOf('first-layer', { before: "if (1 < 2) throw new Error('Of its own')" }),
      BEFORE_LINE,
      /^Of its own$/,
    ],
    ['an await at the top', textOf('first-layer', { before: 'await 0' }), null, /^Uses await while it is loaded/],
    [
      'a package',
      textOf('first-layer', { before: "import { EOL } from 'node:os'\nEOL.trim()" }),
      BEFORE_LINE,
      /^Imports 'node:os'; a probe imports/,
    ],
    [
      'code of the network',
      textOf('first-layer', { before: "import 'https://example.org/probe.ts'" }),
      BEFORE_LINE,
      /^Imports 'https:/,
    ],
    [
      'a file beside it',
      textOf('first-layer', { before: "import { half } from './half.ts'\nhalf()" }),
      BEFORE_LINE,
      /a user-defined probe is one file/,
    ],
    [
      'the trainer',
      textOf('first-layer', { before: "import '#trainer/train-run.ts'" }),
      BEFORE_LINE,
      /^Imports '#trainer/,
    ],
    [
      'words that are not there',
      textOf('first-layer', { before: "import '#probes/maths/nrms.ts'" }),
      BEFORE_LINE,
      /there is no probes\/maths\/nrms\.ts$/,
    ],
    [
      'an import in between',
      textOf('first-layer', { measure: "() => (void import('#probes/index.ts'), 0)" }),
      MEASURE_LINE,
      /at the top of the file/,
    ],
    [
      'chance',
      textOf('first-layer', { measure: '() => Math.random()' }),
      MEASURE_LINE,
      /^Calls Math.random; draw from/,
    ],
    ['the clock', textOf('first-layer', { measure: '() => Date.now()' }), MEASURE_LINE, /^Reads the clock/],
    ['another id', textOf('second-layer'), null, /Expected 'export const firstLayer = .* it exports .*secondLayer/],
    [
      'no kebab',
      textOf('first-layer').replace("id: 'first-layer'", "id: 'firstLayer'"),
      null,
      /its id is 'firstLayer'/,
    ],
    [
      'a card that says nothing',
      textOf('first-layer').replace("'Of one layer only'", "''"),
      null,
      /^caveat: expected a text/,
    ],
    ['no probe', 'export const firstLayer = 3', null, /it exports firstLayer/],
    [
      'a need that the run has not',
      textOf('first-layer', { needs: 'attention', measure: '() => 0' }),
      null,
      /^Probe 'first-layer' needs attention/,
    ],
  ])('%s', async (_, text, line, why) => {
    expect(await at.save(FILE, text)).toEqual({
      type: 'rejected',
      file: at.path(FILE),
      line,
      why: expect.stringMatching(why),
    })
  })

  it('a loop at the top, and the next file is checked after it', async () => {
    const event = await at.save(FILE, textOf('first-layer', { before: 'for (;;);' }))
    expect(event).toMatchObject({
      type: 'rejected',
      line: null,
      why: expect.stringMatching(/^Took longer than 3000 ms to load/),
    })
    expect((await at.offered(FILE, textOf('first-layer'))).id).toBe('first-layer')
  })

  it('an end of the process in which it is checked, and the next file is checked in another', async () => {
    const ends = 'const { process } = globalThis as unknown as { process: { exit(): void } }\nprocess.exit()'
    expect(await at.save(FILE, textOf('first-layer', { before: ends }))).toMatchObject({
      type: 'rejected',
      why: 'Ended the process in which it was checked; outside measure, a file may only define its probe',
    })
    expect((await at.offered(FILE, textOf('first-layer'))).id).toBe('first-layer')
  })

  it('a name of a file that is no id', async () => {
    const why = 'The file of a probe is named after its id in kebab case, such as weight-norm.ts; rename First_Layer.ts'
    expect(await at.save('First_Layer.ts', textOf('first-layer'))).toMatchObject({ type: 'rejected', line: null, why })
  })

  it('an id that the catalogue has, and one that another file has', async () => {
    expect(await at.save('weight-norm.ts', textOf('weight-norm'))).toMatchObject({
      type: 'rejected',
      why: "The id 'weight-norm' is already used by the catalogue; rename the file and its probe",
    })
    expect((await at.save('grokked.ts', textOf('grokked'))).type).toBe('rejected')
  })
})
