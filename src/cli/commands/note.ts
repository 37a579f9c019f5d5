import { Command } from 'commander'
import { badValue, newNoteId, stepsText, unknownName, usageError, type Note } from '#src/vocabulary/index.ts'
import { commandText } from '../command-text.ts'
import { dataOption, hubAddress, jsonOption } from '../options.ts'
import { withSaidRun, type SaidRun } from '../said-run.ts'
import { tell, type SteerOptions, type Told } from '../steer.ts'
import { tableOf } from '../table.ts'

interface Options extends SteerOptions {
  id?: string
  remove?: string
}

export function noteCommand(): Command {
  return new Command('note')
    .description(
      'note something on a step or an interval of a run, which every chart of it shows; without steps, list the notes',
    ) // prettier-ignore
    .argument('<run>', 'a run id, or its first characters if no other run shares them')
    .argument('[steps]', 'a step such as 120, or an interval such as 120..180')
    .argument('[text]', 'what is to be noted')
    .option('--id <id>', 'change this note')
    .option('--remove <id>', 'remove this note')
    .option('--hub <url>', 'the hub of the run; by default the one that serves the data folder, if any', hubAddress)
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((given: string, steps: string | undefined, text: string | undefined, options: Options) =>
      tell(options, () =>
        withSaidRun(given, options, async (run) => ({ run: run.id, ...(await done(run, steps, text, options)) })),
      ),
    )
}

async function done(
  run: SaidRun,
  steps: string | undefined,
  text: string | undefined,
  options: Options,
): Promise<Told> {
  const { id, remove } = options
  const { notes } = await run.said()
  if (remove !== undefined) {
    if (steps !== undefined || id !== undefined) throw usageError('--remove: expected nothing but the id of a note')
    const note = noteOf(notes, remove)
    await run.note({ ...note, text: null })
    return { json: { removed: note }, sentence: `Removed note ${remove} of run ${run.id}, on ${stepsText(note)}` }
  }
  if (steps === undefined) {
    if (id !== undefined) throw usageError('--id: expected the steps and the text of the note too')
    return { json: { notes }, sentence: listOf(run.id, notes, options.data) }
  }
  if (text === undefined) throw usageError(`Note on ${steps}: expected a text, such as: ${commandText(`note ${run.id} ${steps} 'Groks here'`, options.data)}`) // prettier-ignore
  const note: Note = { id: id === undefined ? newNoteId() : noteOf(notes, id).id, ...rangeFrom(steps), text }
  await run.note(note)
  return { json: { note }, sentence: `Noted on ${stepsText(note)} of run ${run.id} (note ${note.id})` }
}

function noteOf(notes: readonly Note[], id: string): Note {
  const note = notes.find((one) => one.id === id)
  if (note !== undefined) return note
  throw unknownName(
    'note',
    id,
    notes.map((one) => one.id),
  )
}

function rangeFrom(steps: string): Pick<Note, 'from' | 'to'> {
  const [, first, last = first] = /^(\d+)(?:\.\.(\d+))?$/.exec(steps) ?? []
  const [from, to] = [Number(first), Number(last)]
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || to < from)
    throw badValue('steps', 'a step such as 120, or an interval such as 120..180', steps)
  return { from, to }
}

function listOf(run: string, notes: readonly Note[], data: string): string {
  if (notes.length === 0)
    return `No notes on run ${run}; add one with: ${commandText(`note ${run} 120..180 'Groks here'`, data)}`
  const rows = notes.map((note) => [note.id, stepsText(note), note.text])
  return tableOf(['note', 'on', 'text'], rows)
}
