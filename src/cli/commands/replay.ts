import { Command } from 'commander'
import type { LoggedCommand } from '#src/vocabulary/index.ts'
import { existsSync } from 'node:fs'
import { columnsOf, every, usageError, type Report } from '#src/vocabulary/index.ts'
import { attachmentOf } from '#trainer/attach.ts'
import { checkpointsFolder } from '#trainer/checkpoints/files.ts'
import { arithmeticOf } from '#trainer/declare-run.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { assertSameArithmetic, type RunRecord } from '#trainer/origin.ts'
import { openScene } from '#trainer/past/open-scene.ts'
import { openReplay } from '#trainer/past/replay.ts'
import type { Wish } from '#trainer/past/wish.ts'
import { plannedProbes } from '#trainer/planned-probes.ts'
import { planOf } from '#trainer/resume.ts'
import { probes } from '#probes/index.ts'
import { CSV_HEADER, linesFromColumn, rowsFromColumn } from '../lines.ts'
import { dataOption, jsonOption, many, wholeNumber } from '../options.ts'
import { otherOf } from '../other.ts'
import { ownProbesFolder } from '../own-probes.ts'
import { recordNamed } from '../record.ts'
import { statusLine } from '../status-line.ts'

type Options = {
  from: number
  to?: number
  probe: string[]
  setProbe: string[]
  every?: number
  data: string
  json?: boolean
}

export function replayCommand(): Command {
  return new Command('replay')
    .description('go through steps of a run once more and measure them; nothing that is kept changes')
    .argument('<run>', 'a run id, or a beginning that only one run has')
    .option('--from <step>', 'the first step to measure', (given) => wholeNumber('--from', given, 0), 0)
    .option('--to <step>', 'the last; that of the run, if left out', (given) => wholeNumber('--to', given, 0))
    .addOption(many('--probe <id[@N]>', 'what to measure, as `train` takes it; may be repeated'))
    .addOption(many('--set-probe <id.option=value>', 'change an option of a probe; may be repeated'))
    .option('--every <n>', 'measure every N steps, whatever the probe does by itself', (given) =>
      wholeNumber('--every', given, 1),
    )
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(replay)
}

async function replay(given: string, options: Options): Promise<void> {
  const { data, json = false } = options
  const record = recordNamed(data, given)
  const wishes = wishesOf(record, options)
  const goal = Math.max(...wishes.map(({ gaps }) => gaps[0]?.to ?? 0))
  const log = record.facts.flatMap(({ report }): LoggedCommand[] =>
    report.type === 'applied' && report.command.type === 'set' ? [{ step: report.step, command: report.command }] : [],
  )
  const folder = checkpointsFolder(data, record.run.id)
  const backend = await openBackend()
  assertSameArithmetic(record.run, arithmeticOf(backend))
  const other = await otherOf(planOf(record), data, backend.tf)
  const checkpoints = existsSync(folder) ? folder : null
  const scene = await openScene({
    run: record.run,
    sources: [],
    checkpoints,
    ownProbes: ownProbesFolder(data, record.run.id),
    other,
  })
  const going = openReplay(scene, wishes)
  const line = statusLine()
  const startedAt = performance.now()
  if (!json) console.log(CSV_HEADER)
  try {
    for await (const reports of going.to(goal, log)) {
      const lines = reports.flatMap((report) => linesOf(report, json))
      if (lines.length > 0) process.stdout.write(lines.join('\n') + '\n')
      line.show(() => `replay · ${going.updates} updates`, performance.now())
    }
  } finally {
    line.clear()
    scene.training.close()
  }
  const seconds = (performance.now() - startedAt) / 1000
  if (json)
    console.log(
      JSON.stringify({
        type: 'replayed',
        run: record.run.id,
        from: options.from,
        to: goal,
        updates: going.updates,
        seconds,
      }),
    )
}

function wishesOf(record: RunRecord, { from, to = record.lastStep, probe, setProbe, every: steps }: Options): Wish[] {
  const { lastStep, run } = record
  if (probe.length === 0) throw usageError('Name what to measure by --probe; `phasescope probes` lists what there is')
  if (to > lastStep) throw usageError(`--to ${to}: run '${run.id}' has ${lastStep} steps`)
  if (from > to) throw usageError(`--from ${from}: expected a step up to ${to}`)
  const { experiment } = planOf(record)
  const planned = plannedProbes({ ...experiment, probes: [] }, probes, { probes: probe, probeOptions: setProbe })
  return planned.map((attach) => {
    const cadenced = steps === undefined ? attach : { ...attach, cadence: every(steps) }
    const one = attachmentOf(experiment, probes, cadenced).probe
    if (one.needs.includes('series'))
      throw usageError(
        `Probe '${one.id}' reads what other probes measured; attach it instead: phasescope attach ${run.id} ${one.id}`,
      )
    // What remembers has to see everything from the start.
    return { attach: cadenced, since: one.remembers ? 0 : from, gaps: [{ from, to }], past: 'every', live: true }
  })
}

function linesOf(report: Report, json: boolean): string[] {
  if (report.type === 'unfilled')
    throw usageError(`Probe '${report.probe}' failed at step ${report.step}: ${report.why}`)
  return columnsOf(report).flatMap((column) => [...(json ? linesFromColumn(column) : rowsFromColumn(column))])
}
