import { getContext, setContext } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import type { PanelSize } from './layout.ts'

/** What can be done with a panel where it stands: its frame offers it, whatever kind of panel it is. */
export interface Place {
  readonly title: string
  /** Opens the card of what is drawn; null where there is none. */
  readonly about: (() => void) | null
  readonly size: PanelSize
  resize(size: PanelSize): void
  shift(by: 1 | -1): void
  hide(): void
  /** Makes a handle of an element, by which the panel is dragged elsewhere. */
  readonly handle: Attachment<HTMLElement>
}

const KEY = Symbol('place of a panel')

export function providePlace(place: () => Place | null): void {
  setContext(KEY, place)
}

/** Where a panel stands; null on a page that lets nobody move its panels. */
export function placeOfPanel(): () => Place | null {
  return getContext<(() => Place | null) | undefined>(KEY) ?? (() => null)
}
