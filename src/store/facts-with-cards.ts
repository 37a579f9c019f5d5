import type { Envelope, Fact, RunId } from '#src/vocabulary/index.ts'
import type { Store } from './store.ts'

/** The facts of a run with the cards that they name, for whoever goes on with it without the store at hand. */
export async function factsWithCards(store: Pick<Store, 'facts' | 'cards'>, run: RunId): Promise<Envelope<Fact>[]> {
  return Promise.all(
    (await store.facts(run)).map(async (fact) => ({ ...fact, report: await filled(store, fact.report) })),
  )
}

async function filled(store: Pick<Store, 'cards'>, report: Fact): Promise<Fact> {
  if (report.type !== 'started' || report.cards === undefined) return report
  const { cards, ...rest } = report
  return { ...rest, ...(await store.cards(cards)) }
}
