import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Verification } from '#src/vocabulary/index.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'

/** The quickest experiment that there is; each test begins one process, which loads the backend once. */
describe('phasescope verify', () => {
  test('trains what is claimed, says what was measured, and ends with 0', async () => {
    using folder = temporaryFolder()
    const page = join(folder.path, 'RESULTS.md')
    const { code, stdout, stderr } = await phasescope([
      'verify',
      'grok-mlp-small',
      '--json',
      '--seeds',
      '0,1',
      '--markdown',
      page,
    ])
    expect(code, stderr).toBe(0)
    const { holds, tier, experiments } = JSON.parse(stdout) as Verification
    expect({ holds, tier }).toEqual({ holds: true, tier: 'ci' })
    expect(experiments.map(({ experiment }) => experiment)).toEqual(['grok-mlp-small'])
    const memorized = experiments[0]!.claims.find(({ id }) => id === 'memorized')!
    expect(memorized).toMatchObject({ verdict: 'holds', from: 20, to: 35, settings: {}, steps: 250 })
    expect(memorized.runs.map(({ seed }) => seed)).toEqual([0, 1])
    for (const { value, steps } of memorized.runs) {
      expect(value).toBeGreaterThanOrEqual(20)
      expect(value).toBeLessThanOrEqual(35)
      expect(steps).toEqual([value])
    }
    const written = readFileSync(page, 'utf8')
    expect(written).toContain('## grok-mlp-small: Addition mod 31')
    expect(written).toContain(`${memorized.runs.map(({ value }) => value).join(', ')} (seeds 0, 1) | 20 … 35 |`)
    expect(written).toMatch(
      /Runs of \d{4}-\d\d-\d\d: Phasescope \d+\.\d+\.\d+( \([0-9a-f]{40}(-dirty)?\))?, (tensorflow|wasm)/,
    )
    // What was printed gives the same page again, with no run made.
    const [kept, again] = [join(folder.path, 'kept.json'), join(folder.path, 'AGAIN.md')]
    writeFileSync(kept, stdout)
    const reread = await phasescope(['verify', '--kept', kept, '--json', '--markdown', again])
    expect(reread.code, reread.stderr).toBe(0)
    expect(JSON.parse(reread.stdout)).toEqual(JSON.parse(stdout))
    const rows = (page: string) => page.split('\n').slice(4)
    expect(rows(readFileSync(again, 'utf8'))).toEqual(rows(written))
  })

  test('ends with 1 where a claim fails, and says which and why', async () => {
    const { code, stdout } = await phasescope([
      'verify',
      'grok-mlp-small',
      '--set',
      'weightDecay=0',
      '--set',
      'rate=0.0001',
    ])
    expect(code).toBe(1)
    expect(stdout).toMatch(/FAILS +generalized +none +45 … 80 +first step with test-accuracy ≥ 0.99; .*weightDecay=0/)
    expect(stdout).toContain('generalized, seed 0: test-accuracy is not at least 0.99 up to step 250')
    expect(stdout).toMatch(/\d of 4 claims hold/)
  })

  test('of what was kept a claim is judged by its numbers, whatever verdict the file has', async () => {
    using folder = temporaryFolder()
    const kept = join(folder.path, 'kept.json')
    const run = { seed: 0, verdict: 'holds', value: 0.5, steps: [9], why: null }
    const claim = {
      ...{ id: 'learns', about: 'It learns', source: 'A test', from: 0.9, to: null, steps: 9, settings: {} },
      ...{ of: { kind: 'at', series: 'test-accuracy', step: 'last' }, verdict: 'holds', mean: 0.5, runs: [run] },
    }
    const experiment = { experiment: 'mine', name: 'Mine', reference: 'A test', seconds: 1, claims: [claim] }
    const made = { version: '0.1.0', commit: null, day: '2026-11-30', backend: 'wasm', tier: 'ci', set: [] }
    writeFileSync(kept, JSON.stringify({ ...made, holds: true, seconds: 1, workers: 1, experiments: [experiment] }))
    const { code, stdout } = await phasescope(['verify', '--kept', kept])
    expect(code).toBe(1)
    expect(stdout).toMatch(/FAILS +learns +0\.5 +≥ 0\.9/)
    expect(stdout).toContain('0 of 1 claims hold')
  })

  test.each([
    ['{}', /At .*kept\.json\.version: expected the version of Phasescope/],
    ['[', /is not what phasescope verify --json prints: .*JSON/],
    [null, /is not there; phasescope verify <experiment> --json > /],
  ])('of what was kept as %j nothing is taken', async (content, why) => {
    using folder = temporaryFolder()
    const kept = join(folder.path, 'kept.json')
    if (content !== null) writeFileSync(kept, content)
    const { code, stdout, stderr } = await phasescope(['verify', '--kept', kept])
    expect(stderr).toMatch(why)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  test.each([
    [[], /Name an experiment, or give --all; possible: modular-addition-mlp, grok-mlp-small/],
    [['grok-mlp-smal'], /Unknown experiment 'grok-mlp-smal'; did you mean 'grok-mlp-small'/],
    [['grok-mlp-small', '--all'], /give --all; got both 'grok-mlp-small' and --all/],
    [['grok-mlp-small', '--kept', 'kept.json'], /Give --kept, .*; got both --kept and 'grok-mlp-small'/],
    [['--all', '--kept', 'kept.json'], /got both --kept and --all/],
    [['--kept', 'kept.json', '--set', 'width=3'], /got both --kept and --set/],
    [['--all', '--tier', 'daily'], /tier/],
    [['grok-mlp-small', '--seeds', '0'], /--seeds: expected 1 to 10000 seeds, got '0'/],
    [['grok-mlp-small', '--set', 'modulus=x'], /modulus: expected an integer between/],
    [['modular-addition-transformer'], /claims nothing that runs of tier ci can show; give --tier nightly or gpu/],
  ])('misused, %j, it ends with 2', async (args, why) => {
    const { code, stdout, stderr } = await phasescope(['verify', ...args])
    expect(stderr).toMatch(why)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})
