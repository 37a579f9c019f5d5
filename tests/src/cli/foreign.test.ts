import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'
import { foreignStarted, loggedSeries } from '../store/foreign-runs.ts'
import { enveloped, measuredReport, scalarColumn } from '../store/reports.ts'

test('what takes training a run again refuses one that another program trains, and says what holds instead', async () => {
  using data = temporaryFolder()
  const store = openSqlite(data.path)
  const logged = measuredReport(scalarColumn('train/loss', [0, 9], [2, 1]))
  store.ingest(
    enveloped('gpt-1', 0, [foreignStarted('gpt-1'), { type: 'declared', series: loggedSeries('train/loss') }, logged]),
  )
  store.close()
  const refused = async (...args: string[]) => {
    const { code, stderr } = await phasescope([...args, '--data', data.path])
    expect(code, stderr).not.toBe(0)
    return stderr
  }
  expect(await refused('resume', 'gpt-1')).toContain("Run 'gpt-1' is trained by another program (torch 2.9.1, logged by python 0.1.0), so it cannot be resumed here") // prettier-ignore
  expect(await refused('fork', 'gpt-1', '--at', '3')).toContain('so it cannot be forked here')
  expect(await refused('replay', 'gpt-1', '--probe', 'weight-norm')).toContain('`phasescope observe FOLDER`')
  expect(await refused('checkpoints', 'gpt-1')).toContain('its checkpoints are where its own script writes them')
  // Nobody who was refused has taken the run for one that is trained here.
  expect(existsSync(join(data.path, 'checkpoints', 'gpt-1'))).toBe(false)

  const { stdout } = await phasescope(['runs', '--where', 'optimizer/lr = 0.1', '--data', data.path])
  expect(stdout.trim().split('\n').at(-1)).toMatch(/^gpt-1 +running +nanogpt +9 +2 /)
})
