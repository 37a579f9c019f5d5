import { map } from 'rxjs'
import type { RunId, RunsPage, RunSummary } from '#src/vocabulary/index.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'
import type { Against } from '../panels/against.ts'
import { shortText } from '#dashboard/text/short.ts'
import type { Twin } from '#dashboard/view/address.ts'
import { familyOf, type Branch } from './family.ts'
import type { Observatory } from './observatory.svelte.ts'
import type { RunLive } from './run-live.svelte.ts'

/** More relatives than these no tree shows. */
const RELATIVES = 200

/** The relatives of a run that a page shows: its family, and its twin, the run that it left. */
export class Kin {
  readonly #observatory: () => Observatory
  readonly #run: () => RunLive

  constructor(observatory: () => Observatory, run: () => RunLive) {
    this.#observatory = observatory
    this.#run = run
  }

  readonly #relatives = $derived.by(() => relativesOf(this.#observatory(), this.#run().id))

  /** Null where the run has no relatives. */
  readonly family: Branch | null = $derived.by(() => familyOf(this.#relatives.current, this.#run().id))

  readonly parent = $derived.by(() => this.#run().picture.state.run?.parent ?? null)

  readonly #twin: RunLive | null = $derived.by(() => {
    const { parent } = this
    return parent === null ? null : this.#observatory().run(parent.run)
  })

  /** The twin as panels draw it, which opens it; null where there is none, or where nobody wants it. */
  against(how: Twin): Against | null {
    const run = how === 'alone' ? null : this.#twin
    if (run === null || how === 'alone' || run.picture.refusal !== null) return null
    return { run, how, name: shortText(run.picture.state.run?.name ?? run.id) }
  }

  /** Why the twin cannot be shown, if it was asked for. */
  missing(how: Twin): string | null {
    return how === 'alone' ? null : (this.#twin?.picture.refusal ?? null)
  }

  /** The step at which the run left its twin, as a mark on its charts. */
  readonly mark = $derived.by(() =>
    this.parent === null ? null : { step: this.parent.step, label: 'Forked', kind: 'command' as const },
  )
}

/** The runs of a family; a new one belongs where its parent does. */
function relativesOf(observatory: Observatory, id: RunId): Latest<readonly RunSummary[]> {
  const isRelated = ({ run }: RunSummary, { runs }: RunsPage) =>
    run.parent != null && (run.parent.run === id || runs.some((one) => one.run.id === run.parent?.run))
  const page$ = observatory.found({ family: id, size: RELATIVES }, isRelated)
  return new Latest(page$.pipe(map(({ runs }) => runs)), [])
}
