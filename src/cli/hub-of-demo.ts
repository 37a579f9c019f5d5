import type { RunId } from '#src/vocabulary/index.ts'
import { askHub } from './ask-hub.ts'
import type { EventTeller } from './events/event-teller.ts'
import { hubHeaders } from './hub-token.ts'
import { serveUnlessServed } from './serve.ts'
import { hubServing } from './serving.ts'
import { ticketFrom } from './ticket.ts'

/** The hub at which a demo is shown: its own, or the one that serves the folder already. */
export interface HubOfDemo {
  readonly url: string
  readonly isOwn: boolean
  ticket(): Promise<string>
  hasRun(run: RunId): Promise<boolean>
  /** Ends its own; another's goes on. */
  close(): Promise<void>
}

/** Who is started beside a hub that serves the folder trains there: two hubs would keep half of every run each. */
export async function hubOfDemo(options: {
  data: string
  port: number
  experiments: readonly string[]
  events: EventTeller | null
}): Promise<HubOfDemo> {
  const { data } = options
  for (;;) {
    const own = await serveUnlessServed(options)
    if (own !== null) {
      const { hub, store, close } = own
      return {
        url: hub.url,
        isOwn: true,
        ticket: () => Promise.resolve(hub.ticket()),
        hasRun: (run) => store.has(run),
        close,
      }
    }
    const url = await hubServing(data)
    if (url !== null) return there(url, data) // else it has ended meanwhile
  }
}

function there(url: string, data: string): HubOfDemo {
  return {
    url,
    isOwn: false,
    ticket: () => ticketFrom(url, data),
    async hasRun(run) {
      const headers = await hubHeaders(url, data)
      return (await askHub<unknown[]>(url, `/api/runs?ids=${encodeURIComponent(run)}`, { headers })).length > 0
    },
    close: () => Promise.resolve(),
  }
}
