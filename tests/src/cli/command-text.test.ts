import { expect, it } from 'vitest'
import { commandText } from '#src/cli/command-text.ts'
import { defaultData } from '#src/cli/default-data.ts'
import { sweepText } from '#src/cli/sweeps/text.ts'
import type { SweepStatus } from '#src/vocabulary/index.ts'

it('a command that a hint names has the data folder, unless it would be taken anyway', () => {
  expect(commandText('runs', defaultData())).toBe('phasescope runs')
  expect(commandText('resume a-run', '/some/where')).toBe('phasescope resume a-run --data /some/where')
  expect(commandText('runs', "/my d'ata")).toBe(String.raw`phasescope runs --data '/my d'\''ata'`)
})

it('what makes the rest of a sweep is looked for where its first runs are', () => {
  const counts = { completed: 1, failed: 1, stopped: 0, lost: 0, running: 0, paused: 0, waiting: 1, removed: 0 }
  const status = { id: 'some-sweep', runs: 3, counts } as unknown as SweepStatus
  expect(sweepText(status, '/some/where')).toMatch(
    /; the rest: phasescope sweep --resume some-sweep --rerun failed --data \/some\/where$/,
  )
})
