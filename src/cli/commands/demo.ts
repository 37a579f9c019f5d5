import { Command } from 'commander'
import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runtimeError, type RunId } from '#src/vocabulary/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { newRunId } from '#trainer/run/index.ts'
import { showSetup } from '../backend-progress.ts'
import { untilInterrupted } from '#src/cli/processes/interrupt.ts'
import { eventTeller, withEventOptions, type EventOptions } from '../events/event-teller.ts'
import { hubOfDemo, type HubOfDemo } from '../hub-of-demo.ts'
import { openInBrowser } from '../open-in-browser.ts'
import { experimentsOption } from '../own-experiments.ts'
import { dataOption, portOption } from '../options.ts'
import { print } from '../terminal.ts'

const EXPERIMENT = 'modular-addition-mlp'

export function demoCommand(): Command {
  const command = new Command('demo')
    .description(`serve the dashboard, train ${EXPERIMENT} and show it live (what \`npm start\` runs)`)
    .option('--no-open', 'never open a browser')
    .addOption(portOption())
    .addOption(dataOption())
    .addOption(experimentsOption())
  return withEventOptions(command).action(
    async (options: { open: boolean; port: number; data: string; experiments: string[] } & EventOptions) => {
      const events = eventTeller(options)
      const backend = await readyBackend()
      const hub = await hubOfDemo({ ...options, events })
      // Named here, since other trainers may begin runs in the same folder at the same time.
      const run = newRunId(EXPERIMENT)
      const trainer = startTrainer(run, hub.url, options.data, hub.isOwn ? {} : options)
      await begun(run, trainer, hub)
      const address = `${hub.url}/runs/${run}`
      const interrupted = untilInterrupted() // listened for before anybody is told that it is ready
      print(`Phasescope is ready (${backend}): ${address}?ticket=${await hub.ticket()}`)
      print(hub.isOwn ? END_OF_OWN : endBeside(hub, options))
      if (options.open) openInBrowser(`${address}?ticket=${await hub.ticket()}`, options.data)
      await interrupted
      await ended(trainer)
      await hub.close()
      process.exit() // whatever connection may linger
    },
  )
}

const END_OF_OWN = 'Ctrl-C ends it; the run is stored, and the next start shows it'

function endBeside({ url }: HubOfDemo, { data }: { data: string }): string {
  return `Another process serves ${data} at ${url}, and shows this run too. Ctrl-C ends this run, and not that one`
}

/** Set up before anything starts, so that its progress is seen; said by name, since WebAssembly is slower. */
async function readyBackend(): Promise<string> {
  const setup = showSetup()
  const backend = await openBackend(undefined, setup.onProgress)
  setup.done(backend)
  return backend.name === 'tensorflow' ? 'native TensorFlow' : 'WebAssembly'
}

/** The trainer is a separate process, as every trainer is: what goes wrong in it does not touch the hub. */
function startTrainer(run: RunId, hub: string, data: string, { onEvent, onEventUrl }: EventOptions): ChildProcess {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const args = [main, 'train', EXPERIMENT, '--id', run, '--hub', hub, '--data', data]
  // Its own hub tells of every run; another's was not asked to.
  if (onEvent !== undefined) args.push('--on-event', onEvent)
  if (onEventUrl !== undefined) args.push('--on-event-url', onEventUrl)
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
}

/** When the hub knows the run, or the trainer is gone before that. */
async function begun(run: RunId, trainer: ChildProcess, hub: HubOfDemo): Promise<void> {
  for (;;) {
    const end = trainer.exitCode ?? trainer.signalCode
    if (await hub.hasRun(run)) return
    if (end !== null) throw runtimeError(`The demo's trainer ended with ${end} before its run began`)
    await after(50)
  }
}

/**
 * Lets the trainer finish its step and say its last word, as long as that takes: a second Ctrl-C ends this process, and with
 * it the trainer.
 */
async function ended(trainer: ChildProcess): Promise<void> {
  if (trainer.exitCode !== null || trainer.signalCode !== null) return
  const gone = new Promise((resolve) => trainer.once('exit', resolve))
  trainer.kill('SIGINT')
  await gone
}
