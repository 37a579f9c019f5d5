import { getContext, setContext } from 'svelte'

/** Something that the palette can do: a page to go to, or what the page that is shown offers. */
export interface Offer {
  readonly text: string
  /** The key that does the same, if there is one. */
  readonly key?: string
  /** Why it cannot be done at present; null or left out where it can. */
  readonly why?: string | null
  readonly act: () => void
}

/** What can be done at present: asked of everybody who offers something, when the palette opens. */
export class Offers {
  readonly #sources = new Set<() => readonly Offer[]>()

  /** What somebody offers for as long as it is there: returns how to take it back, as an attachment does. */
  add(source: () => readonly Offer[]): () => void {
    this.#sources.add(source)
    return () => void this.#sources.delete(source)
  }

  /** Those of the page come before those of the frame, which is there first. */
  all(): readonly Offer[] {
    return [...this.#sources].toReversed().flatMap((source) => source())
  }
}

const KEY = Symbol('offers')

export function provideOffers(offers: Offers): Offers {
  return setContext(KEY, offers)
}

export function theOffers(): Offers {
  return getContext<Offers>(KEY)
}
