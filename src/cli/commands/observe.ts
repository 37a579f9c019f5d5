import { Command, Option } from 'commander'
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Probe } from '#probes/define.ts'
import { probes, withDetectors } from '#probes/index.ts'
import { tryLock } from '#src/setup/lock.js'
import { quoted, runtimeError, TRAINER, usageError } from '#src/vocabulary/index.ts'
import { algebraWhenUsed } from '#trainer/backend/index.ts'
import { showSetup } from '../backend-progress.ts'
import { askedProducts } from '../observe/asked-products.ts'
import { askedIn, runOfFolder, type RunOfFolder } from '../observe/contract.ts'
import type { Sender } from '../observe/delivery.ts'
import { openNarrator } from '../observe/narrator.ts'
import { observeFolder } from '../observe/observe-folder.ts'
import { openDelivery } from '../observe/open-delivery.ts'
import { assertOwn, isFolder, OWN_FOLDER, ownFolder } from '../observe/own-folder.ts'
import { idOfFolder, startedOfFolder } from '../observe/own-run.ts'
import { sameRunOf } from '../observe/same-run.ts'
import { openPageAsks } from '../observe/page-asks.ts'
import { placeOfFolder, type Place } from '../observe/place-of-folder.ts'
import { openVoice } from '../observe/voice.ts'
import { wholeRecord } from '../observe/whole-record.ts'
import { wishOf, type Wish } from '../observe/watched.ts'
import { openedTensors } from '../opened-tensors.ts'
import { dataOption, hubAddress, jsonOption, many, wholeNumber } from '../options.ts'
import { untilInterrupted } from '../processes/interrupt.ts'
import { hubServing } from '../serving.ts'
import { tensorFilesIn } from '../tensor-files.ts'
import { say } from '../terminal.ts'

interface Options {
  readonly hub?: string
  readonly data: string
  readonly probe: readonly string[]
  readonly initial?: string
  readonly with?: string
  readonly queueBytes: number
  readonly seed: number
  readonly once?: boolean
  readonly json?: boolean
}

/** As the writer of a run whose training another process reports. */
const OBSERVE = 'observe'
const QUEUE_BYTES = 2 * 1024 ** 3

export function observeCommand(): Command {
  return new Command('observe')
    .description('measure the snapshots that a training of another framework writes to a folder, as they come')
    .argument(
      '<folder>',
      'where run.snapshot of the Python client writes; or the checkpoints of a training, .safetensors, .npz or .npy with ' +
        'steps in their names',
    )
    .option(
      '--hub <url>',
      'the hub; by default the one that serves the data folder, or, if it is one of yours, the one that the run streams to',
      hubAddress,
    )
    .addOption(
      many(
        '--probe <id@n>',
        'a probe to measure, at every n steps, or at each snapshot without @n; may be repeated, or several with commas. `hessian-*` or `all` measure every one ' +
          'that the snapshots serve. What the page attaches is measured in any case',
      ),
    )
    .option('--initial <file>', 'the network at step 0, where it is not among the snapshots')
    .option('--with <file>', 'a second network, for probes that compare two')
    .addOption(
      new Option('--queue-bytes <n>', 'bytes of snapshots that may wait to be measured, and that one may have')
        .default(QUEUE_BYTES)
        .argParser((given) => wholeNumber('--queue-bytes', given, 1)),
    )
    .option(
      '--seed <n>',
      'seed of the random numbers that a probe draws',
      (given) => wholeNumber('--seed', given, 0),
      0,
    )
    .option('--once', 'end when all that is there has been measured')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(observe)
}

async function observe(folder: string, options: Options, command: Command): Promise<void> {
  const interrupted = untilInterrupted()
  const asked = askedOf(folder, options)
  const place = placeOfFolder(folder, asked.said, { hub: options.hub ?? null, data: options.data, isDataNamed: isDataNamed(command) }) // prettier-ignore
  assertOwn(ownFolder(folder, OWN_FOLDER))
  isFolder(join(folder, 'hvp'))
  const lock = await tryLock(resolve(folder, '.observe', 'observer.lock'), 'observes this folder')
  if (!('release' in lock)) {
    lock.leave()
    throw runtimeError(`${folder} is observed already, by process ${lock.holder.pid}`)
  }
  try {
    await observeAlone(folder, asked, place, options, interrupted)
  } finally {
    lock.release()
  }
}

/** What was typed, as far as it can be known to be right before anybody is told that this folder is observed. */
interface Order {
  readonly said: RunOfFolder | null
  readonly catalogue: readonly Probe[]
  readonly wish: Wish
}

function askedOf(folder: string, { probe, initial, with: other, once }: Options): Order {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw usageError(`${folder}: expected a folder to which snapshots are written`)
  const said = runOfFolder(folder)
  if (said !== null && 'fault' in said) throw usageError(said.fault)
  if (said === null && once === true) assertHasTensors(folder)
  for (const file of [initial, other]) if (file !== undefined) openedTensors(file, said?.facts)
  const catalogue = withDetectors(probes)
  return { said, catalogue, wish: wishOf(probe, catalogue) }
}

/** Of a training that is over there is nothing to wait for. */
function assertHasTensors(folder: string): void {
  if (tensorFilesIn(folder).length > 0) return
  const others = readdirSync(folder).slice(0, 3).map(quoted).join(', ')
  throw usageError(
    `${folder}: expected files of tensors (.safetensors, .npz or .npy), got ${others === '' ? 'an empty folder' : others}; ` +
      'PyTorch saves one by safetensors.torch.save_file(model.state_dict(), "step-1000.safetensors")',
  )
}

function isDataNamed(command: Command): boolean {
  return command.getOptionValueSource('data') !== 'default' || Boolean(process.env.PHASESCOPE_DATA)
}

async function observeAlone(
  folder: string,
  { said, catalogue, wish }: Order,
  { hub, data }: Place,
  options: Options,
  interrupted: Promise<void>,
): Promise<void> {
  const run = said?.run ?? idOfFolder(folder)
  const writer = said === null ? TRAINER : OBSERVE
  const setup = showSetup()
  const algebra = await algebraWhenUsed(setup.onProgress, setup.done)
  await algebra.load()
  const linalg = await algebra.use((one) => one)
  const started = said === null ? startedOfFolder(folder, run, statSync(folder).ctimeMs) : null
  const to = hub ?? (await hubServing(data))
  const record = await wholeRecord(folder, started, to, { run, writer, data, accepts: [], interrupted, commanded: () => {} }, catalogue) // prettier-ignore
  const before = record.groups.filter((one) => !one.wishes).flatMap(({ envelopes }) => envelopes.map(({ report }) => report)) // prettier-ignore
  const wished = (id: string) => [...wish.named, ...wish.whereServed].some(({ probe }) => probe.id === id)
  const asks = openPageAsks(catalogue, wished, before, (reportAt) => voice.soon(reportAt))
  const accepts = said === null ? (['attach', 'detach'] as const) : []
  const sender: Sender = { run, writer, data, accepts, interrupted, commanded: (command) => asks.obey(command) }
  const delivery = await openDelivery(to, sender)
  const voice = openVoice(record, delivery, started)
  try {
    await delivery.send(record.groups.flatMap(({ envelopes }) => envelopes))
    say(`Observing ${folder} as ${said === null ? '' : `writer '${writer}' of `}run ${run}`)
    await observeFolder({
      folder,
      catalogue,
      wish,
      asked: () => [...askedIn(folder), ...asks.asked()],
      isDeclined: asks.isDeclined,
      isTaken: (id) => asks.isDeclined(id) || asks.asked().some(({ probe }) => probe === id),
      assertSameRun: sameRunOf(folder, said?.run ?? null),
      linalg,
      seed: options.seed,
      comparisons: {
        facts: said?.facts,
        initial: options.initial ?? null,
        other: options.with ?? null,
        products: askedProducts(folder),
      },
      queueBytes: options.queueBytes,
      groups: record.groups,
      voice,
      narrator: openNarrator(options.json === true),
      once: options.once === true,
      interrupted,
    })
    await voice.end(options.once === true)
    await delivery.end()
  } catch (error) {
    await delivery.abandon()
    throw error
  }
}
