import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { followOwnExperiments } from '#src/cli/follow-own-experiments.ts'
import { experimentText } from '#src/cli/new/texts.ts'
import { experiments } from '#trainer/experiments/index.ts'
import { temporaryFolder } from '../../phasescope.ts'

/** No machine is so busy. */
const LONG_MS = 600_000

it('answers with what is saved when it is asked, whether it is new, changed, wrong or gone', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'good.ts')
  const good = experimentText('good', 'Good')
  const followed = await followOwnExperiments([folder.path], LONG_MS)
  const own = async () => {
    const cards = (await followed.launchable()).experiments
    return cards.slice(experiments.length).map(({ steps }) => steps)
  }
  try {
    expect(await own()).toEqual([])
    save(file, good)
    expect(await own()).toEqual([200])
    save(file, good.replace('steps: 200', 'steps: 7'))
    expect((await followed.known()).at(-1)?.steps).toBe(7)
    save(file, 'export default')
    const [both, again] = await Promise.all([followed.launchable(), followed.launchable()])
    expect(both.faults).toEqual([expect.stringMatching(/good\.ts:1:15: /)])
    expect(again).toBe(both)
    expect(await own()).toEqual([7])
    rmSync(file)
    expect(await own()).toEqual([])
    expect((await followed.launchable()).faults).toEqual([])
  } finally {
    followed.close()
  }
})

/** As an editor does: all of it at once. */
function save(file: string, text: string): void {
  writeFileSync(`${file}.part`, text)
  renameSync(`${file}.part`, file)
}
