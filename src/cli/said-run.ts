import { stateFromFacts } from '#src/run-state/index.ts'
import { label as labelSchema, noteChange } from '#src/schema/label.ts'
import { parsed } from '#src/schema/parsed.ts'
import { keepOfPeople, openStore } from '#src/store/index.ts'
import type { Envelope, Fact, Label, Labels, Note, NoteChange, RunId } from '#src/vocabulary/index.ts'
import { runNamed } from './run-named.ts'
import { hubServing } from './serving.ts'
import { steeredRun } from './steered-run.ts'

/** A run of which people say something: at the hub that serves it, or in a data folder that no hub serves. */
export interface SaidRun {
  readonly id: RunId
  /** What was said of it up to now. */
  said(): Promise<{ readonly labels: Labels; readonly notes: readonly Note[] }>
  label(label: Label): Promise<void>
  note(note: NoteChange): Promise<void>
}

/** Does `work` with the run of this id, or of this beginning of one. */
export async function withSaidRun<T>(
  given: string,
  { hub, data }: { readonly hub?: string; readonly data: string },
  work: (run: SaidRun) => Promise<T>,
): Promise<T> {
  if (hub !== undefined || (await hubServing(data)) !== null) {
    const run = await steeredRun(given, { hub, data })
    return work({ ...run, said: async () => saidIn((await run.view()).facts) })
  }
  const store = await openStore(data)
  try {
    const id = await runNamed(store, given)
    return await work({
      id,
      said: async () => saidIn(await store.facts(id)),
      label: async (label) =>
        keepOfPeople(store, id, { type: 'labeled', ...parsed(labelSchema, label, 'label') }, Date.now()),
      note: async (note) =>
        keepOfPeople(store, id, { type: 'noted', note: parsed(noteChange, note, 'note') }, Date.now()),
    })
  } finally {
    await store.close()
  }
}

function saidIn(facts: readonly Envelope<Fact>[]) {
  const { labels, notes } = stateFromFacts(facts)
  return { labels, notes }
}
