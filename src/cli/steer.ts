import { Command } from 'commander'
import { messageOf, type Command as RunCommand } from '#src/vocabulary/index.ts'
import { dataOption, hubAddress, jsonOption } from './options.ts'
import { steeredRun, type Done, type SteeredRun } from './steered-run.ts'
import { print } from './terminal.ts'

/** What every command takes that steers a run. */
export type SteerOptions = { hub?: string; data: string; json?: boolean }

/** What came of it: for a program, and for a person. */
export interface Told {
  readonly json: object
  readonly sentence: string
}

/** A command that steers a run: its name, its first argument and the options that all of them share. */
export function steering(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<run>', 'a run id, or its first characters if no other run shares them')
    .option('--hub <url>', 'the hub of the run; by default the one that serves the data folder', hubAddress)
    .addOption(dataOption())
    .addOption(jsonOption())
}

/** Gives a run one Command, and says in a sentence what came of it. */
export async function steer(
  given: string,
  options: SteerOptions,
  command: RunCommand,
  sentence: (run: string, done: Done) => string,
): Promise<void> {
  await steerBy(given, options, async (run) => {
    const done = await run.command(command)
    return { json: done, sentence: sentence(run.id, done) + (done.note === undefined ? '' : `. ${done.note}`) }
  })
}

/** Steers a run by what `work` does. With --json every end of it is one line on stdout, the bad ones too. */
export async function steerBy(
  given: string,
  options: SteerOptions,
  work: (run: SteeredRun) => Promise<Told>,
): Promise<void> {
  await tell(options, async () => {
    const run = await steeredRun(given, options)
    return { run: run.id, ...(await work(run)) }
  })
}

/** Says what came of `work` on a run: with --json in one line, whatever the end. */
export async function tell(
  options: Pick<SteerOptions, 'json'>,
  work: () => Promise<Told & { readonly run: string }>,
): Promise<void> {
  try {
    const { run, json, sentence } = await work()
    print(options.json ? JSON.stringify({ ok: true, run, ...json }) : sentence)
  } catch (error) {
    if (options.json) print(JSON.stringify({ ok: false, why: messageOf(error) }))
    throw error
  }
}
