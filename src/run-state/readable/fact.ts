import { messageOf, runtimeError, type Envelope, type Fact } from '#src/vocabulary/index.ts'
import { readableCadence, readableCard, readableDeclaration, readableDetector, readableSetting } from './cards.ts'
import { readableClaim } from './claim.ts'
import { readableCommand } from './command.ts'
import {
  fieldsOf,
  listOf,
  nameOrNull,
  needed,
  numberOf,
  stepOrNull,
  textOf,
  textOrNull,
  valuesOf,
  type Fields,
} from './fields.ts'
import { readableLabel, readableNote } from './label.ts'
import { readableMark } from './mark.ts'
import { readableRun } from './run.ts'

/** Where a Report stands, for what it leaves out. */
interface Place {
  readonly id: string
  readonly at: number
}

type Reader = (report: Fields, place: Place) => Fields

const step = ({ step: at }: Fields) => needed(stepOrNull(at), 'step', 'a whole number from 0', at)
const name = (field: string, report: Fields) => needed(nameOrNull(report[field]), field, 'a name', report[field])
const why = ({ why: said }: Fields) => textOf(said, 'no reason was given')
const measuring = (report: Fields) => ({
  probe: name('probe', report),
  step: step(report),
  cadence: readableCadence(report.cadence),
  options: valuesOf(report.options),
})

/** What the reducers rely upon of each Report, and the page beside them. */
const READERS: { readonly [T in Fact['type']]: Reader } = {
  started: ({ run, probes, detectors, settable, claims }, place) => ({
    run: readableRun(run, place),
    probes: listOf(probes).flatMap((card) => readableCard(card) ?? []),
    detectors: listOf(detectors).flatMap((card) => readableDetector(card) ?? []),
    settable: listOf(settable).flatMap((card) => readableSetting(card) ?? []),
    claims: listOf(claims).flatMap((claim) => readableClaim(claim) ?? []),
  }),
  described: (report) => {
    const { parameters, summary, settable, steps } = report
    return {
      step: step(report),
      parameters: parameters === undefined ? undefined : valuesOf(parameters),
      summary: summary === undefined ? undefined : valuesOf(summary),
      settable: settable === undefined ? undefined : listOf(settable).flatMap((card) => readableSetting(card) ?? []),
      steps: stepOrNull(steps) ?? undefined,
    }
  },
  resumed: (report) => ({ step: step(report) }),
  attached: (report) => ({
    ...measuring(report),
    from: stepOrNull(report.from),
    past: report.past === 'checkpoints' ? 'checkpoints' : 'every',
    live: report.live !== false,
  }),
  retuned: (report) => ({ ...measuring(report), until: stepOrNull(report.until), why: textOrNull(report.why) }),
  detached: (report) => ({ probe: name('probe', report), step: step(report) }),
  declared: ({ series }) => ({
    series: needed(readableDeclaration(series), 'series.name', 'a name', fieldsOf(series).name),
  }),
  filled: (report) => {
    const { from, to, goal } = report
    const end = needed(stepOrNull(to), 'to', 'a whole number from 0', to)
    return { probe: name('probe', report), from: stepOrNull(from) ?? end, to: end, goal: stepOrNull(goal) ?? end }
  },
  thinned: (report) => {
    const { from, to, kept, of } = report
    const end = needed(stepOrNull(to), 'to', 'a whole number from 0', to)
    return {
      from: stepOrNull(from) ?? end,
      to: end,
      kept: numberOf(kept, NaN),
      of: numberOf(of, NaN),
      why: why(report),
    }
  },
  unfilled: (report) => ({ probe: name('probe', report), step: step(report), why: why(report) }),
  absent: (report) => ({ series: name('series', report), step: step(report), why: why(report) }),
  marked: ({ mark, saidAt }) => ({ mark: readableMark(mark), saidAt: stepOrNull(saidAt) ?? undefined }),
  labeled: (report) => readableLabel(report),
  noted: ({ note }) => ({ note: readableNote(note) }),
  applied: (report) => ({
    command: readableCommand(report.command, 'command'),
    step: step(report),
    by: nameOrNull(report.by) ?? undefined,
  }),
  checkpointed: (report) => ({
    step: step(report),
    bytes: numberOf(report.bytes, NaN),
    whole: report.whole === true,
  }),
  forked: (report) => ({ run: name('run', report), step: step(report), set: valuesOf(report.set) }),
  offered: (report) => {
    const { id } = fieldsOf(report.probe)
    const probe = needed(readableCard(report.probe), 'probe.id', 'a name', id)
    return { probe, file: textOf(report.file), step: step(report) }
  },
  rejected: (report) => ({
    file: textOf(report.file, 'a file'),
    line: stepOrNull(report.line),
    why: why(report),
    step: step(report),
  }),
  failed: (report) => ({ probe: name('probe', report), step: step(report), why: why(report) }),
  ended: (report) => ({
    how: textOf(report.how, 'unknown'),
    step: step(report),
    msPerStep: numberOf(report.msPerStep, NaN),
    weights: textOf(report.weights),
    why: textOrNull(report.why),
  }),
}

/**
 * A stored fact with every field that its readers rely on, as well as it can be read. Throws where it says nothing that
 * can be used: of a type that this version does not know, or without the probe, series or step that it is of.
 */
export function readableFact(fact: Envelope<Fact>): Envelope<Fact> {
  const report = fieldsOf(fact.report)
  const type = textOf(report.type, 'without a type')
  if (!Object.hasOwn(READERS, type)) throw runtimeError(`Report type ‘${type}’ is not known to this version`)
  try {
    const read = READERS[type as Fact['type']](report, { id: fact.run, at: fact.at })
    return { ...fact, report: { ...report, ...read } as unknown as Fact }
  } catch (error) {
    throw runtimeError(`Report ‘${type}’ cannot be read: ${messageOf(error)}`)
  }
}
