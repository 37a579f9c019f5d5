import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { alongSetting } from '#src/claims/index.ts'
import type { Verification, VerifiedClaim, VerifiedRun } from '#src/vocabulary/index.ts'
import { keptVerification } from '#src/cli/verify/kept.ts'
import { temporaryFolder } from '../../phasescope.ts'

const runOf = (seed: number, value: number | null): VerifiedRun => ({
  ...{ seed, verdict: 'holds', value, steps: value === null ? [] : [250], why: value === null ? 'It diverged' : null },
})

const CLAIM: VerifiedClaim = {
  ...{ id: 'generalizes', about: 'Test accuracy ends above 0.9', source: 'A test', steps: 250, settings: {} },
  of: { kind: 'at', series: 'test-accuracy', step: 'last' },
  ...{ from: 0.9, to: null, verdict: 'holds', mean: 0.95, runs: [runOf(0, 0.94), runOf(1, 0.96)] },
}

const along = { key: 'width', values: [1, 2, 4], take: 'exponent' } as const
const points = [1, 2, 4].map((at) => ({ at, value: at ** 2 }))
const ALONG = {
  ...{ ...CLAIM, id: 'scales', from: 1.9, to: 2.1, mean: 2, along },
  runs: [{ ...runOf(0, 2), steps: [], points }],
} satisfies VerifiedClaim

function verificationOf(...claims: readonly VerifiedClaim[]): Verification {
  return {
    ...{ version: '0.1.0', commit: null, day: '2026-11-30', backend: 'tensorflow', tier: 'ci', set: [], holds: true },
    ...{ seconds: 3, workers: 1 },
    experiments: [{ experiment: 'grok', name: 'Grok', reference: 'A test', seconds: 3, claims }],
  }
}

/** What comes of a file that says this. */
function kept(said: unknown): Verification {
  using folder = temporaryFolder()
  const file = join(folder.path, 'kept.json')
  writeFileSync(file, JSON.stringify(said))
  return keptVerification([file])
}

/** The verdicts of it as a whole, of its claim, and of each run of that. */
function verdicts({ holds, experiments }: Verification) {
  const [claim] = experiments[0]!.claims
  return [holds, claim!.verdict, claim!.runs.map(({ verdict }) => verdict).join(' ')]
}

describe('what verify --json printed', () => {
  it('is read as it was, where it says what its numbers say', () => {
    const { value } = alongSetting(ALONG, points)
    const mean = (0.94 + 0.96) / 2
    const whole = verificationOf({ ...CLAIM, mean }, { ...ALONG, mean: value, runs: [{ ...ALONG.runs[0]!, value }] })
    expect(kept(whole)).toEqual(whole)
  })

  it('is of the one value that a setting was given for all runs, where it was', () => {
    const one = points.map(({ value }) => ({ at: 2, value }))
    const least = { ...ALONG, along: { ...along, take: 'argmin' as const }, runs: [{ ...runOf(0, 2), points: one }] }
    expect(verdicts(kept({ ...verificationOf(least), set: ['rate=1', 'width=2'] }))).toEqual([true, 'holds', 'holds'])
    expect(() => kept({ ...verificationOf(least), set: ['width=3'] })).toThrow(/no number for each width of 1, 2, 4$/)
  })

  it.each<[string, VerifiedClaim, unknown[]]>([
    ['a run is out of the band', { ...CLAIM, runs: [runOf(0, 0.94), runOf(1, 0.5)] }, [false, 'fails', 'holds fails']],
    ['a run has no number', { ...CLAIM, runs: [runOf(0, null)] }, [false, 'fails', 'fails']],
    ['a run did not end', { ...CLAIM, runs: [{ ...runOf(0, 0.94), verdict: 'open' }] }, [false, 'open', 'open']],
    [
      'it is said of the mean',
      { ...CLAIM, over: 'mean', runs: [runOf(0, 0.94), runOf(1, 0.7)] },
      [false, 'fails', 'holds fails'],
    ],
    [
      'the mean does lie in it',
      { ...CLAIM, over: 'mean', verdict: 'fails', mean: 0, runs: [runOf(0, 0.99), runOf(1, 0.89)] },
      [true, 'holds', 'holds fails'],
    ],
    [
      'the exponent of its runs is another',
      { ...ALONG, runs: [{ ...runOf(0, 2), points: points.map(({ at }) => ({ at, value: at })) }] },
      [false, 'fails', 'fails'],
    ],
  ])('is judged again: %s', (_, claim, expected) => {
    expect(verdicts(kept(verificationOf(claim)))).toEqual(expected)
  })

  it.each<[string, unknown, RegExp]>([
    ['has no experiments', { ...verificationOf(), experiments: [] }, /kept\.json .*: it has no experiments$/],
    ['has no claims', verificationOf(), /grok has no claims$/],
    ['has a claim without runs', verificationOf({ ...CLAIM, runs: [] }), /claim 'generalizes' of grok has 0 runs/],
    ['has too few seeds', verificationOf({ ...CLAIM, seeds: 5 }), /has 2 runs, and is said of 5 or more$/],
    [
      'has a seed twice',
      verificationOf({ ...CLAIM, seeds: 2, runs: [runOf(0, 1), runOf(0, 1)] }),
      /claim 'generalizes' of grok has a seed twice$/,
    ],
    [
      'has no runs along the setting',
      verificationOf({ ...ALONG, runs: [runOf(0, 2)] }),
      /claim 'scales' of grok has for seed 0 no number for each width of 1, 2, 4$/,
    ],
    [
      'has other runs than along the setting',
      verificationOf({ ...ALONG, runs: [{ ...runOf(0, 2), points: points.map(({ value }) => ({ at: 1, value })) }] }),
      /no number for each width of 1, 2, 4$/,
    ],
  ])('is refused where it %s', (_, said, why) => {
    expect(() => kept(said)).toThrow(why)
  })

  it('is a file: what has no end is not read', () => {
    using folder = temporaryFolder()
    const [pipe, inner] = [join(folder.path, 'pipe'), join(folder.path, 'folder')]
    execFileSync('mkfifo', [pipe])
    mkdirSync(inner)
    for (const path of ['/dev/zero', pipe, inner]) expect(() => keptVerification([path])).toThrow(`${path} is no file;`)
  })
})
