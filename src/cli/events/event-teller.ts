import { Option, type Command } from 'commander'
import { messageOf } from '#src/vocabulary/index.ts'
import { say as sayHere } from '../terminal.ts'
import { commandTelling, type Tell } from './event-command.ts'
import { postTelling } from './event-post.ts'
import { eventQueue, QUEUE_LIMITS, type QueueLimits } from './event-queue.ts'
import type { RunEvent } from './run-event.ts'

/** What a person asked to be told of events by. */
export interface EventOptions {
  readonly onEvent?: string
  readonly onEventUrl?: string
}

/** Tells events, beside whatever has them. */
export interface EventTeller {
  tell(event: RunEvent): void
  /** When all is told, or so much time has passed: what is being told then is ended. */
  done(ms: number): Promise<void>
}

export function withEventOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--on-event <command>',
        'run this at each event and breakpoint, without a shell: the event is JSON on its stdin, and in PHASESCOPE_EVENT_… variables',
      ),
    )
    .addOption(
      new Option(
        '--on-event-url <url>',
        'post each as JSON to this address: on this machine, or a named host over https; @FILE reads it from a file',
      ),
    )
}

/** Null where nobody asked. What was asked in a way that cannot be is refused at once. */
export function eventTeller(
  { onEvent, onEventUrl }: EventOptions,
  say: (line: string) => void = sayHere,
  limits: QueueLimits = QUEUE_LIMITS,
): EventTeller | null {
  const channels = [
    ...(onEvent === undefined ? [] : [channel('--on-event', commandTelling(onEvent), say, limits)]),
    ...(onEventUrl === undefined ? [] : [channel('--on-event-url', postTelling(onEventUrl), say, limits)]),
  ]
  if (channels.length === 0) return null
  return {
    tell: (event) => channels.forEach((one) => one.tell(event)),
    done: async (ms) => void (await Promise.all(channels.map((one) => one.done(ms)))),
  }
}

/** One way to tell. What goes wrong with it is said once: what fails at one event does at the next. */
function channel(option: string, telling: Tell, say: (line: string) => void, limits: QueueLimits): EventTeller {
  const queue = eventQueue(limits)
  const said = new Set<string>()
  const over = new AbortController()
  const once = (what: string, line: string) => {
    if (said.has(what)) return
    said.add(what)
    say(`${option}: ${line}`)
  }
  return {
    tell(event) {
      const isTaken = queue.add(() =>
        telling(event, over.signal).catch((error: unknown) =>
          once('failed', `${messageOf(error)}. The run goes on; what fails from now on is not said again`),
        ),
      )
      if (!isTaken)
        once('full', `${limits.waiting} events wait to be told, and those that come meanwhile are left out; all are stored with their runs`) // prettier-ignore
    },
    async done(ms) {
      const left = await queue.close(ms)
      if (left > 0) say(`${option}: ${left} events were not told before the end`)
      over.abort()
    },
  }
}
