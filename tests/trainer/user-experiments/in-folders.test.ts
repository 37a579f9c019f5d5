import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filter, firstValueFrom, shareReplay, type Observable } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { experimentText } from '#src/cli/new/texts.ts'
import { experimentsIn, watchExperiments, type OwnExperiments } from '#trainer/user-experiments/in-folders.ts'
import { temporaryFolder } from '../../phasescope.ts'

/** Line 3 of it: `export default defineExperiment({`. */
const SHORT = (third: string) =>
  `import { defineExperiment } from '#trainer/experiments/define.ts'\nimport { lastOf } from '#trainer/experiments/claimed.ts'\n${third}\n`

/** A recipe is asked before it is offered, and this one throws. */
const THROWS = "\nfunction broken(): null {\n  if (1 < 2) throw new Error('Of its own')\n  return null\n}\n"

describe('a folder of experiments', () => {
  it('says of each file that is wrong what, and in which line and column; the rest can be trained', async () => {
    using folder = temporaryFolder()
    const write = (name: string, text: string) => writeFileSync(join(folder.path, name), text)
    const good = experimentText('good', 'Good')
    write('good.ts', good)
    write('cut-off.ts', SHORT('export default defineExperiment({ id:'))
    write('wrong-type.ts', SHORT('export default lastOf(3)'))
    write('no-clock.ts', SHORT('export const begun = Date.now()'))
    write('no-chance.ts', SHORT('export const drawn = Math.random()'))
    write('no-node.ts', SHORT('export const id = process.pid'))
    write(
      'throws.ts',
      good.replaceAll("'good'", "'throws'").replace('    task: gaussian', '    task: broken() ?? gaussian') + THROWS,
    )
    write('steps.ts', good.replaceAll("'good'", "'steps'").replace('steps: 200', 'steps: 0'))
    write('huge.ts', `${good}//${'x'.repeat(2 ** 20)}`)
    write('notes.txt', 'no experiment')
    write('good.test.ts', 'no experiment either')
    mkdirSync(join(folder.path, 'deeper.ts'))
    symlinkSync('/dev/zero', join(folder.path, 'endless.ts'))
    symlinkSync(join(folder.path, 'nowhere'), join(folder.path, 'dangling.ts'))
    const { experiments, faults } = await experimentsIn([folder.path])
    expect(experiments.map(({ id }) => id)).toEqual(['good'])
    const said = Object.fromEntries(
      faults.map(({ file, line, column, why }) => [file.slice(folder.path.length + 1), [line, column, why]]),
    )
    const lines = good.split('\n')
    const steps = lines.findIndex((line) => line.includes('steps: 200')) + 1
    expect(said).toEqual({
      'cut-off.ts': [3, 38, expect.stringMatching(/expected/)],
      'wrong-type.ts': [3, 23, expect.stringMatching(/'number' is not assignable to parameter of type 'string'/)],
      'no-clock.ts': [
        3,
        22,
        expect.stringMatching(/^Reads the clock; what is trained depends on settings and seed alone/),
      ],
      'no-chance.ts': [3, 22, expect.stringMatching(/^Calls Math.random; draw from openStream/)],
      'no-node.ts': [3, 19, "Cannot find name 'process'"],
      'throws.ts': [lines.length + 2, 20, 'Of its own'],
      'steps.ts': [steps, 3, expect.stringMatching(/^At experiment.steps: expected a whole number from 1, got 0/)],
      'huge.ts': [null, undefined, expect.stringMatching(/^Has \d+ bytes, and at most 1048576 are read/)],
    })
  })

  it('is followed: what is saved is offered, what is wrong leaves what was there, what is gone is gone', async () => {
    using folder = temporaryFolder()
    using other = temporaryFolder()
    const file = join(folder.path, 'good.ts')
    const good = experimentText('good', 'Good')
    writeFileSync(join(other.path, 'good.ts'), good)
    const own$ = watchExperiments([folder.path, other.path]).pipe(shareReplay({ bufferSize: 1, refCount: true }))
    const following = own$.subscribe()
    try {
      await once(own$, ({ experiments }) => experiments[0]?.own?.file === join(other.path, 'good.ts'))
      save(file, good.replace('steps: 200', 'steps: 7'))
      const both = await once(own$, ({ experiments }) => experiments[0]?.steps === 7)
      expect(both.faults).toMatchObject([
        { file: join(other.path, 'good.ts'), why: expect.stringMatching(/^'good' is taken by /) as string },
      ])
      save(file, 'export default')
      const wrong = await once(own$, ({ faults }) => faults.length === 2)
      expect(wrong.experiments.map(({ steps }) => steps)).toEqual([7])
      rmSync(file)
      const left = await once(own$, ({ faults }) => faults.length === 0)
      expect(left.experiments.map(({ steps }) => steps)).toEqual([200])
    } finally {
      following.unsubscribe()
    }
  })

  it('that is not there, or is the catalogue itself, is refused', () => {
    expect(() => watchExperiments(['/no/such/folder'])).toThrow(/There is no folder \/no\/such\/folder of experiments/)
    expect(() => watchExperiments(['trainer/experiments'])).toThrow(/is the catalogue itself/)
  })
})

function once(own$: Observable<OwnExperiments>, isSo: (own: OwnExperiments) => boolean): Promise<OwnExperiments> {
  return firstValueFrom(own$.pipe(filter(isSo)))
}

/** As an editor does: all of it at once. */
function save(file: string, text: string): void {
  writeFileSync(`${file}.part`, text)
  renameSync(`${file}.part`, file)
}
