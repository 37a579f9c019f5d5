import {
  AS_IT_COMES,
  isAsItComes,
  moved,
  resized,
  shifted,
  shownOrHidden,
  type Layout,
  type PanelSize,
} from '#dashboard/panels/layout.ts'
import { layoutFromParams, layoutFromText, paramsFromLayout, textFromLayout } from './layout-address.ts'

const KEY = 'phasescope-panels'

/** Where a browser keeps layouts; null where it keeps nothing. */
export type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null

/**
 * The layout of a page's panels: as its address says, else as this browser keeps it for the experiment, else as they come.
 * What a reader changes is kept, and is in the address from then on.
 */
export class PanelLayout {
  readonly #keep: Keep
  #experiment: string | null = null
  #layout = $state.raw<Layout>(AS_IT_COMES)
  /** What the address that was opened says; it counts until an experiment is known, and for that one. */
  #opened: Layout | null

  constructor(params: URLSearchParams, keep: Keep) {
    this.#keep = keep
    this.#opened = layoutFromParams(params)
    this.#layout = this.#opened ?? AS_IT_COMES
  }

  get current(): Layout {
    return this.#layout
  }

  get isAsItComes(): boolean {
    return isAsItComes(this.#layout)
  }

  /** An address was opened: what it says counts, for the run that it is of. */
  open(params: URLSearchParams): void {
    this.#opened = layoutFromParams(params)
    if (this.#opened !== null) this.#layout = this.#opened
  }

  /** Somebody went back to an address of the same page. */
  back(params: URLSearchParams): void {
    this.#change(layoutFromParams(params) ?? AS_IT_COMES)
  }

  /** Says of which experiment the page shows a run. */
  of(experiment: string): void {
    const opened = this.#opened
    this.#opened = null
    if (experiment === this.#experiment) return
    this.#experiment = experiment
    this.#layout = opened ?? layoutFromText(read(this.#keep, keyOf(experiment)))
  }

  move(keys: readonly string[], key: string, before: string | null): void {
    this.#change(moved(this.#layout, keys, key, before))
  }

  shift(keys: readonly string[], key: string, by: 1 | -1): void {
    this.#change(shifted(this.#layout, keys, key, by))
  }

  resize(key: string, size: PanelSize): void {
    this.#change(resized(this.#layout, key, size))
  }

  show(key: string, isShown: boolean): void {
    if (this.#layout.hidden.includes(key) === isShown) this.#change(shownOrHidden(this.#layout, key, isShown))
  }

  reset(): void {
    this.#change(AS_IT_COMES)
  }

  params(current: URLSearchParams): URLSearchParams {
    return paramsFromLayout(current, this.#layout)
  }

  #change(layout: Layout): void {
    this.#layout = layout
    if (this.#experiment === null) return
    try {
      if (isAsItComes(layout)) this.#keep?.removeItem(keyOf(this.#experiment))
      else this.#keep?.setItem(keyOf(this.#experiment), textFromLayout(layout))
    } catch {
      // A browser that is full or keeps nothing: the address still says it.
    }
  }
}

const keyOf = (experiment: string) => `${KEY} ${experiment}`

function read(keep: Keep, key: string): string | null {
  try {
    return keep?.getItem(key) ?? null
  } catch {
    return null
  }
}
