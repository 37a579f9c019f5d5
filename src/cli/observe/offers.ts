import { createHash } from 'node:crypto'
import { cardOf, type Probe } from '#probes/define.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { servedBy, type MissingNeed, type NeedsOfSnapshot, type Snapshot } from '#trainer/snapshots/index.ts'

type NotServed = ReadonlyMap<string, MissingNeed>

/** Which probes the snapshots serve: all that any of them did, so that what is no longer written since nobody wants it stays on offer. */
export interface Offers {
  readonly ids: readonly string[]
  /** What the others lack in the snapshot that was looked at last. */
  readonly notServed: NotServed
  /** Whether any snapshot was looked at, in this process. */
  readonly hasLooked: boolean
  /** Tells those that nobody has offered before. `gap`: how many steps lie between it and its neighbors; null where it is alone. */
  lookAt(snapshot: Snapshot, needs: NeedsOfSnapshot, gap: number | null): Report[]
}

/** More are looked at again: a folder may come from anywhere. */
const MOST_SHAPES = 64

/** `before`: those that an earlier process has offered. */
export function openOffers(catalogue: readonly Probe[], before: readonly string[]): Offers {
  const ids = new Set(before)
  /** What snapshots that have the same in them do not serve: of each kind one is looked at. */
  const shapes = new Map<string, NotServed>()
  let notServed: NotServed = new Map()
  const without = (lacking: NotServed) => new Map([...lacking].filter(([id]) => !ids.has(id)))

  return {
    get ids() {
      return [...ids]
    },
    get notServed() {
      return notServed
    },
    get hasLooked() {
      return shapes.size > 0
    },
    lookAt(snapshot, needs, gap) {
      const shape = shapeOf(snapshot, gap)
      const known = shapes.get(shape)
      const served = known === undefined ? servedBy(catalogue, needs, gap) : { probes: [], notServed: known }
      if (shapes.size >= MOST_SHAPES) shapes.clear()
      shapes.set(shape, served.notServed)
      const fresh = served.probes.filter(({ id }) => !ids.has(id))
      for (const { id } of fresh) ids.add(id)
      notServed = without(served.notServed)
      return fresh.map((probe): Report => ({ type: 'offered', probe: cardOf(probe), file: '', step: snapshot.step }))
    },
  }
}

/** What decides which needs are served, as far as a look at the names tells. */
function shapeOf({ step, input, initial, facts, other }: Snapshot, gap: number | null): string {
  const parts = Object.entries(input.snapshot ?? {}).filter(([, part]) => part !== null && Object.keys(part).length > 0)
  const said = JSON.stringify([
    Object.keys(input.tensors),
    parts.map(([name]) => name),
    [initial !== null, other !== null, (gap ?? 1) > 1, step === 0, step === 1],
    [facts.model, facts.facts],
  ])
  return createHash('sha256').update(said).digest('hex')
}
