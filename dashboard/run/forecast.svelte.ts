import { messageOf, type SweepForecast, type SweepRequest } from '#src/vocabulary/index.ts'

/** Who types waits so long for the last letter to be asked about. */
const TYPING_MS = 150

/** What a hub says that a launch would be, as long as nobody has changed it since. */
export class Forecast {
  readonly #ask: (request: SweepRequest) => Promise<SweepForecast>
  #timer: ReturnType<typeof setTimeout> | undefined
  #asked: SweepRequest | null = null
  #told = $state.raw<SweepForecast | null>(null)
  #problem = $state<string | null>(null)

  constructor(ask: (request: SweepRequest) => Promise<SweepForecast>) {
    this.#ask = ask
  }

  /** Null while nobody knows. */
  get told(): SweepForecast | null {
    return this.#told
  }

  /** Why what was asked about last cannot be; null where it can, and while nobody knows. */
  get problem(): string | null {
    return this.#problem
  }

  /** Asks about something else, a moment later; what was known of the last is not said of this. */
  ask(request: SweepRequest): void {
    this.forget()
    this.#asked = request
    this.#timer = setTimeout(() => void this.#answer(request), TYPING_MS)
  }

  forget(): void {
    clearTimeout(this.#timer)
    this.#asked = null
    this.#told = null
    this.#problem = null
  }

  async #answer(request: SweepRequest): Promise<void> {
    const isCurrent = () => this.#asked === request
    try {
      const told = await this.#ask(request)
      if (isCurrent()) this.#told = told
    } catch (error) {
      if (isCurrent()) this.#problem = messageOf(error)
    }
  }
}
