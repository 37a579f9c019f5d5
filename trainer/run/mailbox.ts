import type { Observable } from 'rxjs'
import { RUN_HAS_ENDED, type AddressedCommand } from '#src/vocabulary/index.ts'

/** Commands that wait for the next step boundary. */
export interface Mailbox {
  /** Puts one in from within the run. */
  post(command: AddressedCommand): void
  /** What has come since the last look, oldest first. */
  take(): AddressedCommand[]
  /** Until something comes, or nothing can come any more. */
  arrival(): Promise<void>
  /** Whether nothing can come any more. */
  readonly closed: boolean
  /** The run has ended: who still commands is told so. */
  end(): void
  /** Nobody listens any more. */
  close(): void
}

/** Turns commands that come at any time into commands that a loop looks for between two steps. */
export function openMailbox(commands$: Observable<AddressedCommand>): Mailbox {
  let waiting: AddressedCommand[] = []
  let closed = false
  let ended = false
  let wake = () => {}
  const post = (command: AddressedCommand) => {
    if (ended) return command.answer({ ok: false, why: RUN_HAS_ENDED })
    waiting.push(command)
    wake()
  }
  const subscription = commands$.subscribe({
    next: post,
    complete: () => {
      closed = true
      wake()
    },
  })
  return {
    post,
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
    arrival: () =>
      waiting.length > 0 || closed ? Promise.resolve() : new Promise<void>((resolve) => (wake = resolve)),
    get closed() {
      return closed
    },
    end() {
      closed = ended = true
      for (const { answer } of waiting) answer({ ok: false, why: RUN_HAS_ENDED })
      waiting = []
      wake()
    },
    close: () => subscription.unsubscribe(),
  }
}
