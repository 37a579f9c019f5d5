import { hubServing } from '../serving.ts'
import { commandText } from '../command-text.ts'
import { say } from '../terminal.ts'
import type { RunOfFolder } from './contract.ts'
import { intoStore, toHub, type Delivery, type Sender } from './delivery.ts'

/** To the hub that was named, or serves the data folder, or that the run streams to while it is there; else into the data folder. */
export async function openDelivery(named: string | null, said: RunOfFolder | null, sender: Sender): Promise<Delivery> {
  const hub = named ?? (await hubServing(sender.data)) ?? (await reachable(said?.hub ?? null))
  if (hub !== null) return toHub(hub, sender)
  say(`No hub serves ${sender.data}: what is measured is kept there; \`${commandText('serve', sender.data)}\` shows it`)
  return intoStore(sender)
}

const PATIENCE_MS = 5_000

/** Null for a hub that does not answer: a training that is over may have streamed to one that is gone. */
async function reachable(hub: string | null): Promise<string | null> {
  if (hub === null) return null
  try {
    await fetch(hub, { signal: AbortSignal.timeout(PATIENCE_MS) })
    return hub
  } catch {
    return null
  }
}
