import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { lastValueFrom, startWith, Subject, tap, toArray } from 'rxjs'
import { expect } from 'vitest'
import { probes } from '#probes/index.ts'
import { recordOf } from '#src/cli/record.ts'
import { openStore } from '#src/store/index.ts'
import { parseActions } from '#src/vocabulary/condition/parse-actions.ts'
import {
  every,
  TRAINER,
  type AddressedCommand,
  type Command,
  type Envelope,
  type Fact,
  type Outcome,
  isOfMachine,
} from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import type { Origin, RunRecord } from '#trainer/resuming/origin.ts'
import { planRun, type Plan } from '#trainer/run/plan.ts'
import { planOf, resumption } from '#trainer/resuming/resume.ts'
import { trainRun } from '#trainer/train-run.ts'
import { temporaryFolder } from '../phasescope.ts'
import { backend, tiny } from './runs.ts'

/** What a person commands when the run stands at a step; the last Command of a step lets it go on. */
const SCRIPT: Readonly<Record<number, readonly Command[]>> = {
  0: [{ type: 'until', step: 12 }],
  12: [
    { type: 'attach', probe: 'slow-gradient-ratio', cadence: every(3), from: 'now' },
    { type: 'checkpoint' },
    { type: 'attach', probe: 'update-eigengap', cadence: every(2), from: 'now' },
    { type: 'attach', probe: 'gini', cadence: every(4), from: 'now' },
    { type: 'set', key: 'rate', value: 0.02 },
    { type: 'set', key: 'corruptionFraction', value: 0.3 },
    { type: 'until', step: 17 },
  ],
  17: [
    { type: 'retune', probe: 'gini', cadence: every(1), steps: 6 },
    { type: 'detach', probe: 'singular-values' },
    {
      type: 'break',
      breakpoint: { id: 'b2', when: 'step >= 21', then: parseActions('mark "here", checkpoint, pause') },
    },
    { type: 'resume' },
  ],
  21: [{ type: 'checkpoint' }, { type: 'set', key: 'weightDecay', value: 1 }, { type: 'resume' }],
}

type Answered = { readonly command: Command; readonly outcome: Outcome }

/** Carries out a plan and gives it what of the script it has not obeyed yet, each time that it stands. */
async function carriedOut(plan: Plan, folder: string, before: readonly Fact[] = [], origin: Origin | null = null) {
  const answers: Answered[] = []
  const left = new Map(Object.entries(SCRIPT).map(([step, commands]) => [Number(step), [...commands]]))
  const applied = before.filter((report) => report.type === 'applied')
  for (const { step, command, by } of applied)
    if (by === undefined && left.get(step)?.[0]?.type === command.type) left.get(step)?.shift()
  const taken = (step: number): AddressedCommand[] => {
    const commands = left.get(step) ?? []
    left.delete(step)
    return commands.map((command) => ({ command, answer: (outcome) => answers.push({ command, outcome }) }))
  }
  const standing = Math.max(0, origin?.known?.until ?? 0)
  const stands = standing === 0 || applied.some(({ step, command }) => step === standing && command.type === 'pause')
  const command$ = new Subject<AddressedCommand>()
  const run$ = trainRun(plan, await backend(), command$.pipe(startWith(...(stands ? taken(standing) : []))), {
    checkpoints: openCheckpoints(folder),
    origin,
  }).pipe(
    tap(({ report }) => {
      if (report.type !== 'applied' || report.command.type !== 'pause') return
      queueMicrotask(() => taken(report.step).forEach((command) => command$.next(command)))
    }),
    toArray(),
  )
  const envelopes = await lastValueFrom(run$)
  // A run that is resumed goes on: it does not stand paused, as it did.
  const refused = answers.filter(({ command, outcome }) => !outcome.ok && command.type !== 'resume')
  expect(refused).toEqual([])
  return envelopes
}

/** What a run is, whoever wrote it down and in how many sittings. */
function essenceOf({ facts, columns }: RunRecord) {
  const reports = facts.map(({ report }) => report)
  const of = (...types: Fact['type'][]) => reports.filter(({ type }) => types.includes(type))
  const ofClock = (series: string) => series === 'elapsed' || isOfMachine(series.split('/')[0]!)
  const isResume = (report: Fact) => report.type === 'applied' && report.command.type === 'resume'
  return {
    series: columns.filter(({ series }) => !ofClock(series)).toSorted((a, b) => a.series.localeCompare(b.series)),
    steered: of('applied', 'attached', 'detached', 'retuned', 'failed').filter((report) => !isResume(report)),
    said: of('absent', 'marked'),
    weights: reports.flatMap((report) => (report.type === 'ended' ? [report.weights] : [])),
  }
}

/** Behind the first Report of each kind, at the start and later, and behind the last ones. */
export function cutsOf(envelopes: readonly Envelope[]): number[] {
  const kinds = envelopes.map(({ report }) => {
    const command = report.type === 'applied' ? `${report.command.type} ${report.by}` : ''
    return `${report.type} ${command} ${'step' in report && report.step > 0}`
  })
  return kinds.slice(0, -1).flatMap((kind, i) => (kinds.indexOf(kind) === i || i > kinds.length - 4 ? [i + 1] : []))
}

/** Carries a run out in one sitting. `assertCut` cuts it off behind so many Reports, has it resumed, and compares. */
export async function unbrokenRun() {
  const folder = temporaryFolder()
  const plan = planRun({
    ...tiny,
    steps: 30,
    probes: ['path-length', 'grok-delay', 'hessian-trace@10'],
    breaks: ['step >= 12 => mark "early"'],
  })
  const envelopes = await carriedOut(plan, join(folder.path, 'checkpoints'))
  const whole = await kept(folder.path, envelopes)
  return {
    envelopes,
    async assertCut(cut: number): Promise<void> {
      using broken = temporaryFolder()
      const record = await kept(broken.path, envelopes.slice(0, cut))
      // Newer ones than what was reported too: they are written at once, and Reports are on their way for a while.
      const checkpoints = join(broken.path, 'checkpoints')
      cpSync(join(folder.path, 'checkpoints'), checkpoints, { recursive: true })
      const origin = resumption(record, openCheckpoints(checkpoints), probes)
      const before = record.facts.map(({ report }) => report)
      const resumed = await kept(broken.path, await carriedOut(planOf(record), checkpoints, before, origin))
      expect(essenceOf(resumed), `cut behind report ${cut - 1}, ${before.at(-1)?.type}`).toEqual(essenceOf(whole))
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

async function kept(folder: string, envelopes: readonly Envelope[]): Promise<RunRecord> {
  const store = await openStore(folder)
  try {
    const { run } = envelopes[0]!
    const [kept] = await store.ingest([{ run, writer: TRAINER, bytes: bytesFromReports(envelopes) }])
    if (!kept!.ok) throw new Error(kept!.why)
    return await recordOf(store, run)
  } finally {
    await store.close()
  }
}
