/** Which groups are shown: all, all but those that were hidden, or those alone that were isolated. */
export class Shown {
  #alone: string | null = null
  readonly #hidden = new Set<string>()

  has(group: string): boolean {
    return this.#alone === null ? !this.#hidden.has(group) : this.#alone === group
  }

  /** Shows a group alone; all again where it was the only one. */
  isolate(group: string): void {
    this.#alone = this.#alone === group ? null : group
  }

  hide(group: string): void {
    this.#alone = null
    if (!this.#hidden.delete(group)) this.#hidden.add(group)
  }

  all(): void {
    this.#alone = null
    this.#hidden.clear()
  }
}
