import { Command, Option } from 'commander'
import { BOUNDS, TIERS, usageError, type Tier, type Verification } from '#src/vocabulary/index.ts'
import { experiments } from '#trainer/experiments/index.ts'
import { writeWhole } from '#trainer/formats/index.ts'
import { sourceCommit } from '#trainer/run/index.ts'
import { experimentsOption, knownExperiments } from '../own-experiments.ts'
import { jsonOption, many, wholeNumber } from '../options.ts'
import { statusLine } from '../status-line.ts'
import { print, say } from '../terminal.ts'
import { membersAsked, type Asked } from '../verify/asked.ts'
import { keptVerification } from '../verify/kept.ts'
import { makeAll } from '../verify/makers.ts'
import { verificationMarkdown } from '../verify/markdown.ts'
import { verificationText } from '../verify/text.ts'
import { areAllHeld, verifiedExperiment } from '../verify/verification.ts'
import { version } from '../version.ts'

interface Options {
  all?: boolean
  tier: Tier
  seeds: string
  set: string[]
  kept: string[]
  workers: number
  json?: boolean
  markdown?: string
  experiments: string[]
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description('train an experiment and hold it to what it claims; exit code 1 where a claim fails')
    .argument('[experiment]', 'its id; `phasescope experiments` lists them')
    .option('--all', 'every experiment')
    .addOption(
      new Option('--tier <tier>', 'how long the runs may take: seconds each, minutes, or hours without a GPU')
        .choices(TIERS)
        .default('ci'),
    )
    .option(
      '--seeds <which>',
      'how many seeds (5), or which (0,1,7 or 10..14); more where a claim is said of more',
      '1',
    )
    .addOption(
      many('--set <key=value>', 'change a setting of every run, to see what a claim says then; may be repeated'),
    )
    .addOption(
      new Option('--workers <n>', 'runs that are made at the same time')
        .default(1)
        .argParser((given) => wholeNumber('--workers', given, 1, BOUNDS.sweepWorkers)),
    )
    .addOption(many('--kept <file>', 'make no run, and read what `verify --json` printed before; may be repeated'))
    .addOption(experimentsOption())
    .option('--markdown <file>', 'write a page with the table, the versions and the day')
    .addOption(jsonOption())
    .action(verify)
}

async function verify(experiment: string | undefined, options: Options, command: Command): Promise<void> {
  const { json = false, markdown, kept, workers } = options
  if (kept.length > 0) assertNothingToMake(experiment, command)
  const verification =
    kept.length > 0 ? keptVerification(kept) : await verified(await askedBy(experiment, options), workers)
  print(json ? JSON.stringify(verification, null, 2) : verificationText(verification))
  if (markdown !== undefined) {
    const typed = `phasescope ${process.argv.slice(2).join(' ')}`
    writeWhole(markdown, verificationMarkdown(verification, typed))
    say(`Written to ${markdown}`)
  }
  if (!verification.holds) process.exitCode = 1
}

/** What is kept was made: nothing that says which runs to make, and how, can change it. */
function assertNothingToMake(experiment: string | undefined, command: Command): void {
  const options = ['all', 'tier', 'seeds', 'set', 'workers', 'experiments']
  const [asked] = [
    ...(experiment === undefined ? [] : [`'${experiment}'`]),
    ...options.filter((one) => command.getOptionValueSource(one) === 'cli').map((one) => `--${one}`),
  ]
  if (asked !== undefined)
    throw usageError(`Give --kept, which makes no run, or say which runs to make; got both --kept and ${asked}`)
}

async function askedBy(experiment: string | undefined, options: Options): Promise<Asked> {
  const { seeds, set, tier } = options
  const id = chosen(experiment, options)
  const known = await knownExperiments(options.experiments, id)
  const own = known.flatMap((one) => one.own ?? []).map(({ file, hash }) => ({ file, hash }))
  return { experiment: id, seeds, set, tier, own }
}

async function verified(asked: Asked, workers: number): Promise<Verification> {
  const begunAt = performance.now()
  const members = membersAsked(asked)
  const line = statusLine()
  const { made, backend } = await makeAll(asked, members, workers, (place, step) =>
    line.show(() => {
      const { name, steps } = members[place]!.plan
      return `run ${place + 1} of ${members.length} · ${name} · step ${step} / ${steps}`
    }, performance.now()),
  )
  line.clear()
  const together = [...Map.groupBy(made, ({ member }) => member.plan.experiment.id).values()].map(verifiedExperiment)
  const seconds = (performance.now() - begunAt) / 1000
  const { tier, set } = asked
  return {
    ...{ version, commit: sourceCommit(), day: new Date().toISOString().slice(0, 10), backend, tier, set },
    ...{ holds: areAllHeld(together), seconds, workers, experiments: together },
  }
}

/** The id of an experiment, or null for all of them. */
function chosen(id: string | undefined, { all = false }: Pick<Options, 'all'>): string | null {
  if (all && id !== undefined) throw usageError(`Name an experiment, or give --all; got both '${id}' and --all`)
  if (all) return null
  if (id !== undefined) return id
  throw usageError(`Name an experiment, or give --all; possible: ${experiments.map((one) => one.id).join(', ')}`)
}
