import type { Report } from '#src/vocabulary/index.ts'
import { declaredRun } from './begin.ts'
import { openDelivery, type Delivery } from './delivery.ts'
import { openKeeping } from './keeping.ts'
import { howBegun } from './options.ts'
import { labelOf, textOf } from './parameters.ts'
import type { InitOptions } from './phasescope.d.ts'
import { findPlace, tokenFor } from './place.ts'
import type { Teller } from './say.ts'
import type { Steering } from './steering.ts'

/** The way of a run to its hub. */
export interface OpenedRun {
  readonly declared: ReturnType<typeof declaredRun>
  /** Its page, where a hub is called. */
  readonly url: string | null
  readonly hasJournal: boolean
  /** Whether an earlier process has begun it. */
  readonly isResumed: boolean
  /** The step that comes next, as far as this process can know; once the hub was asked, it knows better. */
  readonly step: number
  askedStep(): Promise<number>
  /** Null where nothing is told to anybody. */
  readonly delivery: Delivery | null
  /** Says, once, that the run begins, or goes on at a step. */
  begin(step: number): void
}

/** `obeyed` is asked for once Commands can come. Throws where the run is not to be begun: nothing has begun then. */
export function openedRun(options: InitOptions, teller: Teller, obeyed: () => Steering): OpenedRun {
  const { mode, resume } = howBegun(options)
  const declared = declaredRun(options)
  const { id } = declared
  if (mode === 'disabled')
    return { declared, url: null, hasJournal: false, isResumed: false, step: 0, askedStep: () => Promise.resolve(0), delivery: null, begin: () => {} } // prettier-ignore
  const { hub, token } = options
  const place = findPlace(hub)
  const keeping = openKeeping(place, id, resume, teller.say)
  const asked = {
    url: place.url,
    moved: () => findPlace(hub).url,
    token(url: string) {
      const now = findPlace(hub)
      return now.url === url ? tokenFor(now, token) : Promise.resolve(null)
    },
    accepts: () => obeyed().accepts,
    commanded: ({
      command,
      answer,
    }: {
      command: Parameters<Steering['commanded']>[0]
      answer: (outcome: Awaited<ReturnType<Steering['commanded']>>) => void
    }) =>
      // prettier-ignore
      void obeyed().commanded(command).then(answer),
  }
  const delivery = openDelivery(id, keeping, mode === 'offline' ? null : asked, teller.say)
  const { left } = keeping
  let hasBegun = false
  return {
    declared,
    url: mode === 'offline' ? null : `${place.url}/runs/${encodeURIComponent(id)}`,
    hasJournal: keeping.data !== null,
    isResumed: left !== null,
    step: left === null ? 0 : left.lastStep(null) + 1,
    askedStep: async () => (left === null ? 0 : left.lastStep(await delivery.wanted()) + 1),
    delivery,
    begin(step) {
      if (hasBegun) return
      hasBegun = true
      const isNew = left === null || left.next === 0
      delivery.push(isNew ? { type: 'started', run: declared, probes: [], detectors: [] } : { type: 'resumed', step })
      for (const label of labelsOf(options)) delivery.push(label)
    },
  }
}

function labelsOf({ tags = [], notes }: InitOptions): Report[] {
  if (tags.length === 0 && notes === undefined) return []
  const said = tags.slice(0, 64).map((tag) => labelOf(tag).slice(0, 64))
  return [
    { type: 'labeled', ...(said.length > 0 && { tags: said }), ...(notes !== undefined && { note: textOf(notes) }) },
  ]
}
