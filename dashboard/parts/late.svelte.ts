import { createSubscriber } from 'svelte/reactivity'

/**
 * What comes once it is wanted, as code that most pages do without: null until it is there. Where it does not come, as from a
 * hub that is gone, it is asked for again by the next who reads it anew.
 */
export class Late<T> {
  #come: T | null = null
  readonly #listen: () => void

  constructor(load: () => Promise<T>) {
    this.#listen = createSubscriber((update) => {
      if (this.#come !== null) return
      load().then(
        (come) => {
          this.#come = come
          update()
        },
        () => {}, // without it the page is as it was
      )
    })
  }

  get current(): T | null {
    this.#listen()
    return this.#come
  }
}
