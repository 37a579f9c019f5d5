import { appendFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { checkpointsCommand } from '#src/cli/commands/checkpoints.ts'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import { PhasescopeError } from '#src/vocabulary/index.ts'
import { checkpointsFolder } from '#trainer/checkpoints/files.ts'
import { openCheckpoints, type Checkpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { checkpointAt, weightsOf } from '../../trainer/checkpoints/states.ts'
import { enveloped, startedReport } from '../store/reports.ts'

/** A store with one run, and what `keep` made of its checkpoints; what the command prints of it. */
async function printed(args: string[], keep: (kept: Checkpoints) => void = () => {}): Promise<string> {
  using folder = temporaryFolder()
  const store = openSqlite(folder.path)
  store.ingest(enveloped('demo-1', 0, [startedReport('demo-1')]))
  store.close()
  keep(openCheckpoints(checkpointsFolder(folder.path, 'demo-1'), { budgetBytes: 30_000 }))
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    await checkpointsCommand()
      .exitOverride()
      .parseAsync([...args, '--data', folder.path], { from: 'user' })
    return log.mock.calls.flat().join('\n')
  } finally {
    log.mockRestore()
  }
}

function keepThree(kept: Checkpoints): void {
  kept.keepWhole(checkpointAt(0), { isPinned: false })
  kept.keepWeights('demo-1', 50, weightsOf(50))
  kept.keepWhole(checkpointAt(500), { isPinned: true })
}

describe('phasescope checkpoints', () => {
  it('prints a line each and what all take of the budget', async () => {
    const lines = (await printed(['demo-1'], keepThree)).split('\n')
    expect(lines[0]).toMatch(/^step +kind +size +written +weights +pinned +file$/)
    expect(lines[1]).toMatch(/^ +0 +whole +\d+ B +\d+ s ago +[0-9a-f]{12} +\/.*\/demo-1\/000000000\.safetensors$/)
    expect(lines[2]).toMatch(/^ +50 +weights .*\/000000050\.weights\.safetensors$/)
    expect(lines[3]).toMatch(/^ +500 +whole +\d\.\d\d kB .* yes +\/.*\/000000500\.safetensors$/)
    expect(lines[4]).toMatch(/^2 whole, 1 of weights: \d\.\d\d kB of 30\.0 kB$/)
    expect(lines).toHaveLength(5)
  })

  it('prints the same as JSON, for a beginning of the id', async () => {
    const found = JSON.parse(await printed(['demo', '--json'], keepThree)) as {
      bytes: number
      checkpoints: { bytes: number }[]
    }
    expect(found).toMatchObject({
      run: 'demo-1',
      folder: expect.stringMatching(/checkpoints\/demo-1$/),
      budgetBytes: 30_000,
      checkpoints: [
        { step: 0, kind: 'whole', isPinned: false, fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
        { step: 50, kind: 'weights' },
        { step: 500, kind: 'whole', isPinned: true },
      ],
      refused: [],
    })
    expect(found.bytes).toBe(found.checkpoints.reduce((sum, { bytes }) => sum + bytes, 0))
  })

  it('names the files that cannot be used, with why', async () => {
    const text = await printed(['demo-1'], (kept) => {
      keepThree(kept)
      appendFileSync(kept.list().kept[1]?.path ?? '', 'more')
    })
    expect(text).toMatch(
      /\n2 whole, 0 of weights: .*\nCannot be used: \/.*000000050\.weights\.safetensors: not a complete/,
    )
  })

  it.each([
    ['an unknown run', 'demo-2', /^Unknown run 'demo-2'; did you mean 'demo-1'/],
    ['a run without checkpoints', 'demo-1', /^Run 'demo-1' has no checkpoints: .*checkpoints\/demo-1 is empty$/],
  ])('refuses %s', async (_, run, message) => {
    const error = await printed([run, '--json']).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(PhasescopeError)
    expect(error).toMatchObject({ kind: 'usage', message: expect.stringMatching(message) })
  })
})
