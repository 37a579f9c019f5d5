import { Command } from 'commander'
import { existsSync } from 'node:fs'
import { logOf } from '#src/run-state/index.ts'
import { seriesIn, type Condition } from '#src/vocabulary/condition/condition.ts'
import { parseCondition } from '#src/vocabulary/condition/parse.ts'
import { columnsOf, driftText, every, ownRun, usageError, type Attach, type Report } from '#src/vocabulary/index.ts'
import { offerOf } from '#trainer/experiments/index.ts'
import { attachmentOf } from '#trainer/observing/index.ts'
import { checkpointsFolder } from '#trainer/checkpoints/index.ts'
import { arithmeticOf, plannedProbes, type Plan } from '#trainer/run/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { assertSameArithmetic, planOf, type RunRecord } from '#trainer/resuming/index.ts'
import { type BackfillRequest, openReplay, openScene } from '#trainer/backfill/index.ts'
import { probes } from '#probes/index.ts'
import { commandText } from '../command-text.ts'
import { firstHolding } from '../first-holding.ts'
import { CSV_HEADER, linesFromColumn, rowsFromColumn } from '../lines.ts'
import { dataOption, jsonOption, many, wholeNumber } from '../options.ts'
import { otherOf } from '../other.ts'
import { userProbesFolder } from '#src/cli/user-probes.ts'
import { experimentsOf, ownExperimentsFolder } from '../own-experiments.ts'
import { recordNamed } from '../record.ts'
import { statusLine } from '../status-line.ts'
import { print, say } from '../terminal.ts'

type Options = {
  from: number
  to?: number
  probe: string[]
  setProbe: string[]
  every?: number
  break?: Condition
  data: string
  json?: boolean
}

export function replayCommand(): Command {
  return new Command('replay')
    .description('train a range of steps of a run again and measure them; the stored run does not change')
    .argument('<run>', 'a run id, or its first characters if no other run shares them')
    .option('--from <step>', 'the first step to measure', (given) => wholeNumber('--from', given, 0), 0)
    .option('--to <step>', 'the last step to measure; that of the run if left out', (given) =>
      wholeNumber('--to', given, 0),
    )
    .addOption(many('--probe <id[@N]>', 'what to measure, as `train` takes it; may be repeated'))
    .addOption(many('--set-probe <id.option=value>', 'change an option of a probe; may be repeated'))
    .option('--every <n>', "measure every N steps instead of at each probe's own cadence", (given) =>
      wholeNumber('--every', given, 1),
    )
    .option(
      '--break <condition>',
      'print only the first step at which the condition holds, and stop there',
      parseCondition,
    )
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(replay)
}

async function replay(given: string, options: Options): Promise<void> {
  const { data, from, json = false } = options
  const record = await recordNamed(data, given)
  const run = ownRun(record.run, 'replay')
  const plan = planOf(record, experimentsOf(data, run), 'replay')
  const requests = requestsOf(record, plan, options)
  const goal = Math.max(...requests.map(({ gaps }) => gaps[0]?.to ?? 0))
  // Probes are as asked for here, whatever the run's own were retuned to.
  const log = logOf(record.facts).filter(({ command }) => command.type === 'set')
  const folder = checkpointsFolder(data, run.id)
  const backend = await openBackend()
  assertSameArithmetic(run, arithmeticOf(backend))
  const other = await otherOf(plan, data, backend.tf)
  const checkpoints = existsSync(folder) ? folder : null
  const scene = await openScene({
    run,
    sources: [],
    checkpoints,
    userProbes: userProbesFolder(data, run.id),
    ownExperiments: ownExperimentsFolder(data),
    other,
  })
  const going = openReplay(scene, requests)
  const line = statusLine()
  const startedAt = performance.now()
  const awaited = options.break === undefined ? null : firstHolding(options.break, from)
  let held: number | null = null
  if (!json && awaited === null) print(CSV_HEADER)
  try {
    for await (const reports of going.to(goal, log)) {
      const lines = reports.flatMap((report) => linesOf(report, json))
      if (awaited === null && lines.length > 0) process.stdout.write(lines.join('\n') + '\n')
      held = awaited?.after(reports) ?? null
      if (held !== null) break
      line.show(() => `replay · ${going.updates} updates`, performance.now())
    }
  } finally {
    line.clear()
    scene.system.dispose()
  }
  if (options.break !== undefined && !json) print(heldText(options.break, held, from, goal))
  const { updates, drift } = going
  const replayed = { type: 'replayed', run: run.id, from, to: goal, updates, ...(drift !== null && { drift }) }
  const differs = driftText(drift)
  if (differs !== null && !json) say(differs)
  if (!json) return
  const seconds = (performance.now() - startedAt) / 1000
  const answer = options.break === undefined ? {} : { condition: options.break.text, holdsAt: held }
  print(JSON.stringify({ ...replayed, ...answer, seconds }))
}

function heldText({ text }: Condition, held: number | null, from: number, to: number): string {
  const what = `'${text}'`
  return held === null
    ? `${what} does not hold at any step from ${from} to ${to}`
    : `${what} first holds at step ${held}`
}

function requestsOf(record: RunRecord, { experiment }: Plan, options: Options): BackfillRequest[] {
  const { lastStep, run } = record
  const { from, to = lastStep, every: steps } = options
  if (to > lastStep) throw usageError(`--to ${to}: run '${run.id}' has ${lastStep} steps`)
  if (from > to) throw usageError(`--from ${from}: expected a step up to ${to}`)
  const read = options.break === undefined ? [] : readBy(options.break, record)
  const order = { probes: options.probe, probeOptions: options.setProbe }
  const planned = plannedProbes({ ...experiment, probes: read }, probes, order)
  if (planned.length === 0) throw usageError('Name a probe to measure with --probe; `phasescope probes` lists them')
  return planned.map((attach) => {
    const cadenced = steps === undefined ? attach : { ...attach, cadence: every(steps) }
    const one = attachmentOf(offerOf(experiment), probes, cadenced).probe
    if (one.needs.includes('series'))
      throw usageError(
        `Probe '${one.id}' reads what other probes measured; attach it instead: ${commandText(`attach ${run.id} ${one.id}`, options.data)}`,
      )
    // What remembers has to see everything from the start.
    return { attach: cadenced, since: one.remembers ? 0 : from, gaps: [{ from, to }], past: 'every', live: true }
  })
}

/** The probes whose series a condition names, as the run has them. */
function readBy({ clause }: Condition, { facts }: RunRecord): Attach[] {
  const ids = new Set(seriesIn(clause).map((series) => series.split('/')[0] as string))
  return [...ids].map((probe) => {
    const attached = facts.findLast(({ report }) => report.type === 'attached' && report.probe === probe)?.report
    return attached?.type === 'attached' ? { probe, cadence: attached.cadence, options: attached.options } : { probe }
  })
}

function linesOf(report: Report, json: boolean): string[] {
  if (report.type === 'unfilled')
    throw usageError(`Probe '${report.probe}' failed at step ${report.step}: ${report.why}`)
  return columnsOf(report).flatMap((column) => [...(json ? linesFromColumn(column) : rowsFromColumn(column))])
}
