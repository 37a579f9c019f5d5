import { writeFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { TIERS, unknownName, usageError, type Tier } from '#src/vocabulary/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { experiments, type Experiment } from '#trainer/experiments/index.ts'
import { seedsFrom } from '#trainer/sweeps/index.ts'
import { showSetup } from '../backend-progress.ts'
import { jsonOption, many } from '../options.ts'
import { statusLine } from '../status-line.ts'
import { print, say } from '../terminal.ts'
import { makeMember, type Made } from '../verify/make-member.ts'
import { verificationMarkdown } from '../verify/markdown.ts'
import { membersFor } from '../verify/members.ts'
import { verificationText } from '../verify/text.ts'
import { areAllHeld, verifiedExperiment, type Verification } from '../verify/verification.ts'
import { version } from '../version.ts'

interface Options {
  all?: boolean
  tier: Tier
  seeds: string
  set: string[]
  json?: boolean
  markdown?: string
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description('train an experiment and hold it to what it claims; exit code 1 where a claim fails')
    .argument('[experiment]', 'its id; `phasescope experiments` lists them with their claims')
    .option('--all', 'every experiment')
    .addOption(
      new Option('--tier <tier>', 'how long the runs may take: seconds each, minutes, or hours without a GPU')
        .choices(TIERS)
        .default('ci'),
    )
    .option('--seeds <which>', 'how many seeds (5), or which (0,1,7 or 10..14)', '1')
    .addOption(
      many('--set <key=value>', 'change a setting of every run, to see what a claim says then; may be repeated'),
    )
    .option('--markdown <file>', 'write a page with the table, the versions and the day')
    .addOption(jsonOption())
    .action(verify)
}

async function verify(id: string | undefined, { json = false, markdown, ...options }: Options): Promise<void> {
  const begunAt = performance.now()
  const members = chosen(id, options).flatMap((experiment) =>
    membersFor(experiment, { ...options, seeds: seedsFrom(options.seeds, experiment.seed) }),
  )
  if (members.length === 0) throw nothingToVerify(id, options.tier)
  const setup = showSetup()
  const backend = await openBackend(undefined, setup.onProgress)
  setup.done(backend)
  const made: Made[] = []
  const line = statusLine()
  for (const [i, member] of members.entries()) {
    const text = (step: number) => `run ${i + 1} of ${members.length} · ${member.plan.name} · step ${step}`
    made.push(await makeMember(member, backend, (step) => line.show(() => text(step), performance.now())))
  }
  line.clear()
  const { tier, set } = options
  const verified = [...Map.groupBy(made, ({ member }) => member.plan.experiment.id).values()].map(verifiedExperiment)
  const { name, version: library, device, threads } = backend.describe()
  const verification: Verification = {
    version,
    backend: `${name} ${library} on ${device}, ${threads} threads`,
    tier,
    set,
    holds: areAllHeld(verified),
    seconds: (performance.now() - begunAt) / 1000,
    experiments: verified,
  }
  print(json ? JSON.stringify(verification, null, 2) : verificationText(verification))
  if (markdown !== undefined) {
    const command = `phasescope ${process.argv.slice(2).join(' ')}`
    writeFileSync(markdown, verificationMarkdown(verification, { command, day: new Date().toISOString().slice(0, 10) }))
    say(`Written to ${markdown}`)
  }
  if (!verification.holds) process.exitCode = 1
}

function chosen(id: string | undefined, { all = false }: Pick<Options, 'all'>): readonly Experiment[] {
  if (all) {
    if (id !== undefined) throw usageError(`Name an experiment, or give --all; got both '${id}' and --all`)
    return experiments
  }
  const ids = experiments.map((one) => one.id)
  if (id === undefined) throw usageError(`Name an experiment, or give --all; possible: ${ids.join(', ')}`)
  const one = experiments.find((experiment) => experiment.id === id)
  if (one === undefined) throw unknownName('experiment', id, ids)
  return [one]
}

function nothingToVerify(id: string | undefined, tier: Tier): Error {
  const claims = experiments.filter((one) => one.id === id).flatMap((one) => one.claims)
  const tiers = [...new Set(claims.map((claim) => claim.tier ?? 'ci'))].join(', ')
  return usageError(
    claims.length === 0
      ? `Experiment '${id}' claims nothing`
      : `Experiment '${id}' claims nothing that runs of tier ${tier} can show; give --tier ${tiers}`,
  )
}
