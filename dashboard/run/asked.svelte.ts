import type { Command, Outcome } from '#src/vocabulary/index.ts'
import { answerText, type Answer } from '#dashboard/text/answer.ts'

/** A Command on its way, and what came of the last one. */
export class Asked {
  readonly #send: (command: Command) => Promise<Outcome>
  #pending = $state.raw<Command['type'] | null>(null)
  #answer = $state.raw<Answer | null>(null)

  constructor(send: (command: Command) => Promise<Outcome>) {
    this.#send = send
  }

  /** Sent, and not yet acknowledged. */
  get pending(): Command['type'] | null {
    return this.#pending
  }

  get answer(): Answer | null {
    return this.#answer
  }

  async ask(command: Command): Promise<Outcome> {
    this.#pending = command.type
    const outcome = await this.#send(command)
    this.#pending = null
    this.#answer = answerText(command, outcome)
    return outcome
  }

  /** A Command that could not even be asked for, and why. */
  refuse(why: string): void {
    this.#answer = { ok: false, text: why }
  }

  forget(): void {
    this.#answer = null
  }
}
