import { writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { Argument, Command, Option } from 'commander'
import { probes } from '#probes/index.ts'
import { makeFolder } from '#src/store/index.ts'
import { badValue, messageOf, usageError } from '#src/vocabulary/index.ts'
import { readTable } from '#trainer/data/index.ts'
import { experiments } from '#trainer/experiments/index.ts'
import { experimentOnDataText, experimentText, probeText, type NamedData } from '../new/texts.ts'
import { many } from '../options.ts'
import { print, say } from '../terminal.ts'

const KINDS = ['experiment', 'probe'] as const
type Kind = (typeof KINDS)[number]

interface Options extends Pick<NamedData, 'answers'> {
  readonly to: string
  readonly data?: string
  readonly target?: string
  readonly input: string[]
}

/** A name in kebab case: of the file, of what it defines, and of what is made of that. */
const NAME = /^[a-z]+(-[a-z0-9]+)*$/
const LONGEST = 60

export function newCommand(): Command {
  return new Command('new')
    .description('write a small file of an experiment or a probe of your own, which runs at once, to be changed')
    .addArgument(new Argument('<kind>', 'what it is to be').choices(KINDS))
    .argument('<name>', 'its name in kebab case, such as my-experiment')
    .option('--to <dir>', 'the folder in which the file is written; made where it is not there', '.')
    .option('--data <file>', 'examples for an experiment: CSV, npy, npz or safetensors')
    .option('--target <name>', 'the column or tensor of the answers')
    .addOption(
      many('--input <name>', 'a column of the inputs, or their tensor; all others if left out; may be repeated'),
    )
    .addOption(
      new Option('--answers <kind>', 'what the answers are').choices(['classes', 'numbers']).default('classes'),
    )
    .action((kind: Kind, name: string, options: Options) => {
      assertNew(kind, name)
      const to = resolve(options.to)
      const text = kind === 'probe' ? newProbe(name) : newExperiment(name, to, options)
      const file = written(to, `${name}.ts`, text)
      print(file)
      say(nextStep(kind, name, to))
    })
}

function assertNew(kind: Kind, name: string): void {
  if (!NAME.test(name) || name.length > LONGEST)
    throw badValue('<name>', `a name in kebab case with at most ${LONGEST} characters, such as my-${kind}`, name)
  const taken = kind === 'probe' ? probes : experiments
  if (taken.some(({ id }) => id === name))
    throw usageError(
      `'${name}' is taken by ${kind === 'probe' ? 'a probe' : 'an experiment'} of the catalogue; choose another name`,
    )
}

/** Never over what is there. */
function written(folder: string, name: string, text: string): string {
  const file = join(folder, name)
  try {
    makeFolder(folder)
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST'
    const why = isThere ? `${file} is there already; choose another name` : `Cannot write ${file}: ${messageOf(error)}`
    throw usageError(why)
  }
  return file
}

/** On data only where these can be read, so that what is wrong with them is said at once. */
function newExperiment(name: string, to: string, { data, target, input, answers }: Options): string {
  if ((data === undefined) !== (target === undefined))
    throw usageError('--data and --target belong together: name the file and the column or tensor of its answers')
  if (data === undefined || target === undefined) return experimentText(name, titleOf(name))
  const asked = { file: relative(to, resolve(data)), target, answers, ...(input.length > 0 && { inputs: input }) }
  readTable(resolve(data), asked)
  return experimentOnDataText(name, titleOf(name), asked)
}

function newProbe(name: string): string {
  const exported = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return probeText(name, exported, titleOf(name))
}

/** `my-experiment` is called "My experiment". */
function titleOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ')
}

function nextStep(kind: Kind, name: string, folder: string): string {
  return kind === 'experiment'
    ? `Train it: phasescope train ${name} --experiments ${folder}`
    : `Attach it on the page of a run: phasescope train grok-mlp-small --probes ${folder}`
}
