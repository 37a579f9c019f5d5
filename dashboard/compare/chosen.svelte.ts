import type { RunId } from '#src/vocabulary/index.ts'

/** Characters of ids that an address holds: a server reads a request line of some 16,000, and this is not all of it. */
const MOST_CHARACTERS = 6_000

/** The runs that are compared. Each keeps the color it was given: taking one away recolors none of the others. */
export class Chosen {
  #slots = $state.raw<readonly { readonly id: RunId; readonly slot: number }[]>([])

  #minus = $state.raw<RunId | null>(null)

  constructor(params: URLSearchParams) {
    this.open(params)
  }

  /** Those that an address names, in their colors. */
  open(params: URLSearchParams): void {
    const ids = [...new Set(listIn(params, 'runs'))]
    const slots = listIn(params, 'colors').map(Number)
    const areSlots = slots.length === ids.length && new Set(slots).size === slots.length && slots.every(isSlot)
    this.#slots = ids.map((id, i) => ({ id, slot: areSlots ? slots[i]! : i }))
    this.#minus = params.get('minus')
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

  /** Whether an address can say which they are. */
  get isInAddress(): boolean {
    return this.ids.join(',').length <= MOST_CHARACTERS
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

  /** The parameters with its own replaced. Colors are said where they are not those of the order. */
  params(params: URLSearchParams): URLSearchParams {
    const next = new URLSearchParams(params)
    const put = (key: string, value: string | null) => (value === null ? next.delete(key) : next.set(key, value))
    const isPlain = this.#slots.every(({ slot }, i) => slot === i)
    if (this.isInAddress) put('runs', this.ids.join(','))
    put('colors', isPlain || !this.isInAddress ? null : this.#slots.map(({ slot }) => slot).join(','))
    put('minus', this.minus)
    return next
  }
}

function listIn(params: URLSearchParams, key: string): string[] {
  return params.get(key)?.split(',').filter(Boolean) ?? []
}

function isSlot(slot: number): boolean {
  return Number.isSafeInteger(slot) && slot >= 0 && slot < 10_000
}
