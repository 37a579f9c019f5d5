import type { RunId } from '#src/vocabulary/index.ts'

/** The runs that are compared. Each keeps the color it was given: taking one away recolors none of the others. */
export class Chosen {
  #slots = $state.raw<readonly { readonly id: RunId; readonly slot: number }[]>([])

  #minus = $state.raw<RunId | null>(null)

  constructor(ids: readonly RunId[], minus: RunId | null = null) {
    for (const id of ids) this.add(id)
    this.#minus = minus
  }

  /** The run to which the others' differences are drawn; null where every run is drawn as it is. */
  get minus(): RunId | null {
    return this.#minus !== null && this.ids.includes(this.#minus) ? this.#minus : null
  }

  subtract(id: RunId | null): void {
    this.#minus = id
  }

  get ids(): readonly RunId[] {
    return this.#slots.map(({ id }) => id)
  }

  slotOf(id: RunId): number {
    return this.#slots.find((slot) => slot.id === id)?.slot ?? 0
  }

  add(id: RunId): void {
    if (this.ids.includes(id)) return
    const taken = new Set(this.#slots.map(({ slot }) => slot))
    let slot = 0
    while (taken.has(slot)) slot++
    this.#slots = [...this.#slots, { id, slot }]
  }

  remove(id: RunId): void {
    this.#slots = this.#slots.filter((slot) => slot.id !== id)
  }
}
