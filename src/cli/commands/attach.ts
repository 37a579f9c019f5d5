import { Option, type Command } from 'commander'
import {
  driftText,
  isForeign,
  probeAsTyped,
  usageError,
  type Command as RunCommand,
  type Past,
  type Since,
} from '#src/vocabulary/index.ts'
import { untilFilled } from '../filled.ts'
import { wholeNumber } from '../options.ts'
import { cadenceOptions, measuringFrom, setOption, sinceFrom, type ProbeOptions } from '../probe-options.ts'
import { steerBy, steering, type SteerOptions } from '../steer.ts'
import type { Done, SteeredRun } from '../steered-run.ts'
import { say } from '../terminal.ts'

type Options = SteerOptions & ProbeOptions & { from?: Since; to?: number; past?: Past; wait?: boolean }

export function attachCommand(): Command {
  const command = steering('attach', 'attach a probe to a live run, and backfill its past by replay').argument(
    '<probe>',
    'its id, id@N to measure every N steps, or id@N..M to measure adaptively; `phasescope probes` lists them',
  )
  for (const option of cadenceOptions()) command.addOption(option)
  return command
    .addOption(setOption())
    .option(
      '--from <start|now|step>',
      'the first step of its curve; by default the start of the run, if that can be replayed',
      sinceFrom,
    )
    .option(
      '--to <step>',
      'of an attached probe: the last step of a stretch that a replay measures at this cadence; it goes on as before',
      (given) => wholeNumber('--to', given, 0),
    )
    .addOption(
      new Option(
        '--past <where>',
        'backfill every step at which it would have measured, or only the stored checkpoints, without a replay',
      ).choices(['every', 'checkpoints']),
    )
    .option('--wait', 'wait until its past is backfilled')
    .action(attach)
}

async function attach(given: string, typed: string, options: Options): Promise<void> {
  const { from, to, past, wait } = options
  const { probe, cadence } = probeAsTyped('probe', typed)
  if (cadence !== null && (options.every ?? options.perDecade ?? options.adaptive) !== undefined) {
    throw usageError(`'${typed}' sets how often it measures, and so does an option; leave out one of them`)
  }
  const command: RunCommand = {
    type: 'attach',
    probe,
    ...(cadence !== null && { cadence }),
    ...measuringFrom(options),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(past === undefined ? {} : { past }),
  }
  await steerBy(given, options, async (run) => {
    const done = await run.command(command)
    const attached = `Attached ${probe} to run ${run.id} at step ${done.step}`
    const isOfSnapshots = done.note === undefined && isForeign((await run.view()).summary.run)
    const past = isOfSnapshots ? OF_SNAPSHOTS : pastText(done, from)
    const sentence = done.note === undefined ? `${attached}; ${past}` : `${attached}. ${done.note}`
    if (!wait) return { json: done, sentence }
    if (!options.json) say(sentence)
    const { from: first, drift } = await untilFilled(run, await nameIn(run, probe), done.step)
    const differs = driftText(drift)
    return {
      json: { ...done, from: first, ...(drift !== null && { drift }) },
      sentence: [`${attached}; its curve begins at step ${first}`, ...(differs === null ? [] : [differs])].join('; '),
    }
  })
}

/** Of a run that another program trains nothing is computed again. */
const OF_SNAPSHOTS = 'it measures the snapshots that its script writes, and those that are still there'

/** The id by which the run knows a probe that it was just given: one that got another id is in an older run under the one it had. */
async function nameIn(run: SteeredRun, probe: string): Promise<string> {
  const { facts } = await run.view()
  const isKnown = (name: string) => facts.some(({ report }) => report.type === 'attached' && report.probe === name)
  if (isKnown(probe)) return probe
  const { probes } = await import('#probes/index.ts')
  const twin = probes.find(({ id, formerly }) => id === probe || formerly === probe)
  return [twin?.id, twin?.formerly].find((name) => name !== undefined && isKnown(name)) ?? probe
}

/** What becomes of the steps before it was attached. */
function pastText({ step }: Done, from: Since = 'start'): string {
  const first = from === 'start' ? 0 : from === 'now' ? step : from
  return first >= step
    ? 'its curve begins there'
    : `its past is being backfilled from step ${first} (--wait waits for it)`
}
