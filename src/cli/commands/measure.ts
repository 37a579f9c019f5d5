import { Command, Option } from 'commander'
import type { Probe } from '#probes/define.ts'
import { REDUCTIONS, type Reduction } from '#probes/maths/chain/chain.ts'
import { badValue, unknownName, usageError } from '#src/vocabulary/index.ts'
import { checkedOptions, typedOptions } from '#trainer/observing/ask.ts'
import { algebraWhenUsed, type AlgebraWhenUsed } from '#trainer/backend/index.ts'
import {
  answerFrom,
  type Given,
  type Layout,
  LAYOUTS,
  type ModelShape,
  modelShapeFrom,
  offlineNeeds,
  saidOf,
  type SnapshotFacts,
  type Source,
} from '#trainer/offline/index.ts'
import { showSetup } from '../backend-progress.ts'
import { measureMany } from '../measure-many.ts'
import { openedTensors } from '../opened-tensors.ts'
import { newestCheckpoint } from '../newest-checkpoint.ts'
import { jsonFromMeasured, textFromMeasured, type Measured } from '../measured.ts'
import { jsonOption, many, wholeNumber } from '../options.ts'
import { probesAsked } from '../probes-asked.ts'
import { snapshotsIn, stepOfSnapshot } from '../snapshots.ts'
import { csvOfSnapshots } from '../snapshots-csv.ts'
import { print } from '../terminal.ts'

const LOSSES = ['mse', 'cross-entropy'] as const

type Options = {
  input?: string
  many?: string
  probes: string[]
  with: string[]
  set: string[]
  model?: ModelShape
  loss?: (typeof LOSSES)[number]
  reduction: Reduction
  temperature: number
  layout?: Layout
  weights: string[]
  layers: string[]
  seed: number
  json?: boolean
  csv?: boolean
}

export function measureCommand(): Command {
  return new Command('measure')
    .description('measure tensors from a file, without a run')
    .argument(
      '<probe>',
      'its id, or several ids separated by commas; `phasescope probes <id>` says which tensors it reads',
    )
    .option(
      '--input <file>',
      'a .safetensors, .npz or .npy file (the one array of a .npy file is called x), or the folder of a run’s checkpoints, ' +
        'of which the newest is measured',
    )
    .option(
      '--many <list>',
      'many files instead, one answer each, as a line of JSON with its name and its step, where that is known: those in a ' +
        'folder, or a text file with a path a line (- for stdin). A file that cannot be measured is said, and the rest go on',
    )
    .addOption(
      many(
        '--with <file>',
        'a second file: another network, another representation, or the step before; may be repeated',
      ),
    )
    .addOption(
      many(
        '--set <option=value>',
        'an option of the probe, or a setting of the training such as rate=0.1; may be repeated',
      ),
    )
    .option(
      '--model <shape>',
      'the dense network whose weights and biases the file has, such as mlp:3-4-2:tanh, by the names of Phasescope ' +
        '(w1, b1), PyTorch (0.weight, 0.bias), Flax (params/Dense_0/kernel) or any that count up from input to output',
      modelShapeFrom,
    )
    .addOption(
      many(
        '--weights <pattern>',
        'which tensors are parameters, such as "encoder.*", or "!*.bias" for all but those; may be repeated, the last one ' +
          'that fits a name decides. By default every floating-point tensor, but for examples, gradients, running ' +
          'statistics and what an optimizer remembers. The answer names what it leaves out',
      ),
    )
    .addOption(
      many(
        '--layers <pattern>',
        'which parameters are the layers, one matrix each, from input to output, such as "block*.weight"; may be ' +
          'repeated. By default all that are matrices. Totals count every parameter still',
      ),
    )
    .addOption(oneOf('--loss <name>', 'the loss; by default cross-entropy for labels and mse for targets', LOSSES))
    .addOption(oneOf('--reduction <name>', 'how the terms of the loss are combined', REDUCTIONS).default('mean'))
    .option(
      '--temperature <T>',
      'the number that divides the logits in the softmax of cross-entropy',
      temperatureFrom,
      1,
    )
    .addOption(
      oneOf(
        '--layout <name>',
        'the order of the axes of weights: in-out for x · w, out-in as in PyTorch. By default out-in for names that end in ' +
          'weight, as PyTorch has them (but embeddings); with --model the shapes decide, and it is needed for square ones only',
        LAYOUTS,
      ),
    )
    .option(
      '--seed <n>',
      'seed of the random numbers that a probe draws',
      (given) => wholeNumber('--seed', given, 0),
      0,
    )
    .addOption(many('--probes <dir>', 'a folder with user-defined probes that can be measured too; may be repeated'))
    .addOption(jsonOption())
    .addOption(new Option('--csv', 'print a table of CSV, one row a file').conflicts('json'))
    .action(measure)
}

async function measure(ids: string, options: Options): Promise<void> {
  const files = filesOf(options)
  const { probes: asked, hasUserDefined } = await probesAsked(
    ids.split(',').map((id) => id.trim()),
    options.probes,
  )
  const theirs = asked.map((probe) => ({ probe, settings: settings(probe, asked, options.set) }))
  const setup = showSetup()
  const algebra = await algebraWhenUsed(setup.onProgress, setup.done)
  if (hasUserDefined) await algebra.load() // which is not what their time is for
  const others = await Promise.all(options.with.map(sourceOf))

  async function measureFile(path: string) {
    const { source: input, facts } = await openedAt(path)
    const given = { ...options, input, others, ...chosen(options, facts) }
    const measured: Measured[] = []
    for (const { probe, settings } of theirs)
      measured.push(
        await answered(probe, { ...given, ...settings, facts: { ...facts.facts, ...settings.facts } }, algebra),
      )
    return { input, measured }
  }

  const snapshot = async (path: string) => {
    const { input, measured } = await measureFile(path)
    return { step: stepOfSnapshot(path, input.tensors), measured }
  }
  if (options.many !== undefined) return measureMany(files, snapshot, options.csv === true)
  const [file = ''] = files
  if (options.csv === true) return print(csvOfSnapshots([{ file, ...(await snapshot(file)) }]))
  const { measured } = await measureFile(file)
  if (options.json !== true) return print(measured.map(textFromMeasured).join('\n\n'))
  const found = measured.map(jsonFromMeasured)
  print(JSON.stringify(ids.includes(',') ? found : found[0]))
}

/** The time is that of the probe, without what it takes to load what it is computed with. */
async function answered(probe: Probe, given: Given, algebra: AlgebraWhenUsed): Promise<Measured> {
  const [start, loadedMs] = [performance.now(), algebra.loadingMs()]
  const { measurements, ...beside } = await algebra.use((linalg) => saidOf(probe, given, linalg))
  const seconds = (performance.now() - start - (algebra.loadingMs() - loadedMs)) / 1000
  return { probe, answer: answerFrom(measurements), ...beside, seconds }
}

/** The files that are measured: one, or many. */
function filesOf({ input, many: list }: Options): string[] {
  if (list !== undefined && input === undefined) return snapshotsIn(list)
  if (list === undefined && input !== undefined) return [input]
  throw usageError('Name the file to measure by --input FILE, or many by --many LIST; one of the two')
}

async function openedAt(path: string) {
  return openedTensors((await newestCheckpoint(path)) ?? path)
}

const sourceOf = async (path: string): Promise<Source> => (await openedAt(path)).source

/** What was said on the command line, else what a snapshot says of itself. */
function chosen({ loss, layout, model }: Options, facts: SnapshotFacts): Pick<Given, 'loss' | 'layout' | 'model'> {
  return { loss: loss ?? facts.loss, layout: layout ?? null, model: model ?? facts.model }
}

/** What --set says of this probe: its options, and facts that its needs ask for. Of several probes one must know a key. */
function settings(probe: Probe, asked: readonly Probe[], set: readonly string[]): Pick<Given, 'options' | 'facts'> {
  const typed = Object.fromEntries(set.map(pairFrom))
  for (const key of Object.keys(typed)) {
    if (asked.some((one) => keysOf(one).includes(key))) continue
    const keys = [...new Set(asked.flatMap(keysOf))]
    const whose = asked.map(({ id }) => `'${id}'`).join(', ')
    throw keys.length === 0
      ? usageError(`Probe ${whose} has no options, got '${key}'`)
      : unknownName(`option of probe ${whose}`, key, keys)
  }
  const own = Object.entries(typed).filter(([key]) => probe.options.some((card) => card.key === key))
  const facts = Object.entries(typed).filter(([key]) => factsOf(probe).includes(key))
  return {
    options: checkedOptions(probe, typedOptions(probe, Object.fromEntries(own))),
    facts: Object.fromEntries(facts),
  }
}

const factsOf = ({ needs }: Probe) => needs.flatMap((need) => Object.keys(offlineNeeds[need].facts ?? {}))
const keysOf = (probe: Probe) => [...probe.options.map(({ key }) => key), ...factsOf(probe)]

function pairFrom(text: string): [string, string] {
  const place = text.indexOf('=')
  if (place < 1) throw badValue('--set', 'option=value', text)
  return [text.slice(0, place), text.slice(place + 1)]
}

function temperatureFrom(given: string): number {
  const value = given.trim() === '' ? NaN : Number(given)
  if (!Number.isFinite(value) || value <= 0) throw badValue('--temperature', 'a number above 0', given)
  return value
}

function oneOf(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices([...choices])
}
