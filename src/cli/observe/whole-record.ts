import type { Probe } from '#probes/define.ts'
import { every, type Report } from '#src/vocabulary/index.ts'
import { needsOrder } from '#trainer/snapshots/index.ts'
import { say } from '../terminal.ts'
import { keptSecret } from '../writer-secret.ts'
import type { Sender } from './delivery.ts'
import { keptAt } from './kept.ts'
import { openRecord, replaceRecord, type Record } from './record.ts'
import { restored } from './restored.ts'

/**
 * What observing has said of a run; where its files are damaged or gone, it is read back from where it was sent to, since what is there already would
 * be measured again and come twice. That waits for a hub which is away; of a record that looks whole it is only asked.
 */
export async function wholeRecord(
  folder: string,
  started: Report | null,
  hub: string | null,
  sender: Sender,
  catalogue: readonly Probe[],
): Promise<Record> {
  const { run, writer, data } = sender
  const record = openRecord(folder, run, started)
  for (const fault of record.faults) say(`phasescope: ${fault}`)
  if (keptSecret(data, run, writer) === null && hub !== null) return record // nobody has said anything from here
  const inOrder = catalogue.filter((probe) => needsOrder({ probe, cadence: every(1), options: {} }))
  const isInOrder = (id: string) => inOrder.some((probe) => probe.id === id)
  const isWhole = record.faults.length === 0 && record.groups.length > 0
  const kept = await keptAt(hub, sender, !isWhole)
  if (kept === null || kept.next === 0 || (isWhole && kept.next <= record.next)) return record
  say(`phasescope: What was said of run ${run} is read back, since ${folder} does not have all of it`)
  replaceRecord(folder, run, await restored(kept, run, { left: record.groups, wishes: started === null, isInOrder }))
  return openRecord(folder, run, started)
}
