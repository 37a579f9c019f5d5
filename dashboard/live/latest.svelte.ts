import type { Observable } from 'rxjs'
import { createSubscriber } from 'svelte/reactivity'

/**
 * The only bridge from a stream to a rune: read `.current` where it is drawn. It subscribes while something that is
 * drawn reads it and lets go afterwards, so that what nobody looks at is not held.
 */
export class Latest<T> {
  #current: T
  readonly #listen: () => void

  constructor(source$: Observable<T>, initial: T) {
    this.#current = initial
    this.#listen = createSubscriber((update) => {
      const subscription = source$.subscribe((value) => {
        this.#current = value
        update()
      })
      return () => subscription.unsubscribe()
    })
  }

  get current(): T {
    this.#listen()
    return this.#current
  }
}
