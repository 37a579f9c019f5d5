import { openStore } from '#src/store/index.ts'
import { TRAINER, usageError, type Envelope, type Fact, type RunId } from '#src/vocabulary/index.ts'
import type { RunView } from '#src/wire/protocol.ts'
import { loadConnection } from '#trainer/link/index.ts'
import { askHub, linesFromHub } from '../ask-hub.ts'
import { hubHeaders } from '../hub-token.ts'
import { addressOf, type Sender } from './delivery.ts'

/** What is kept of one writer of a run, where it reports to. */
export interface Kept {
  /** The number of the Report that is wanted next; 0 where nothing is kept. */
  readonly next: number
  /** All that it said beside numbers. */
  facts(): Promise<readonly Envelope<Fact>[]>
  /** The points of one of its series, piece by piece; of frames the steps alone. */
  points(
    series: string,
  ): AsyncIterable<{ readonly steps: ArrayLike<number>; readonly values: ArrayLike<number> | null }>
}

/** At a hub, or in the data folder where `hub` is null. Null where that cannot be known now; `isPatient` waits for a hub that is away. */
export async function keptAt(hub: string | null, sender: Sender, isPatient: boolean): Promise<Kept | null> {
  return hub === null ? keptInStore(sender) : keptAtHub(hub, sender, isPatient)
}

async function keptInStore({ run, writer, data }: Sender): Promise<Kept> {
  const inStore = async <T>(ask: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> => {
    const store = await openStore(data)
    try {
      return await ask(store)
    } finally {
      await store.close()
    }
  }
  return {
    next: await inStore((store) => store.next(run, writer)),
    facts: () => inStore(async (store) => ofWriter(await store.facts(run), writer)),
    async *points(series) {
      const store = await openStore(data)
      try {
        for await (const { steps, values, lengths } of store.columns(run, series))
          yield { steps, values: lengths === null ? values : null }
      } finally {
        await store.close()
      }
    },
  }
}

async function keptAtHub(hub: string, sender: Sender, isPatient: boolean): Promise<Kept | null> {
  const { run, writer, data } = sender
  const next = await nextAtHub(hub, sender, isPatient)
  if (next === null) return null
  const path = `/api/runs/${encodeURIComponent(run)}`
  const headers = await hubHeaders(hub, data)
  return {
    next,
    facts: async () => ofWriter((await askHub<RunView>(hub, path, { headers })).facts, writer),
    async *points(series) {
      const name = series.split('/').map(encodeURIComponent).join('/')
      for (const line of await linesFromHub(hub, `${path}/points/${name}`, { headers })) yield pointsFrom(line, series)
    },
  }
}

/** As the hub greets this writer; null where it does not now, or nobody waits for it any more. */
async function nextAtHub(hub: string, sender: Sender, isPatient: boolean): Promise<number | null> {
  const { connectTo } = await loadConnection()
  return new Promise((resolve) => {
    const finish = (next: number | null) => {
      connection.close()
      resolve(next)
    }
    const connection = connectTo(
      { ...addressOf(hub, sender), accepts: [] },
      {
        say: () => {},
        commanded: ({ answer }) => answer({ ok: false, why: 'It is about to observe; ask again' }),
        welcomed: finish,
        acknowledged: () => {},
        away: () => isPatient || finish(null),
        refused: () => isPatient || finish(null),
      },
    )
    connection.greet(sender.run)
    void sender.interrupted.then(() => finish(null))
  })
}

function ofWriter(facts: readonly Envelope<Fact>[], writer: string): Envelope<Fact>[] {
  return facts.filter((fact) => (fact.writer ?? TRAINER) === writer)
}

function pointsFrom(line: string, series: RunId) {
  const { steps, values } = JSON.parse(line) as { readonly steps: number[]; readonly values?: (number | string)[] }
  if (!Array.isArray(steps)) throw usageError(`The points of '${series}': expected steps, got ${line.slice(0, 80)}`)
  return { steps, values: values === undefined ? null : values.map(Number) }
}
