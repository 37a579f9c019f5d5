import { messageOf } from '#src/vocabulary/index.ts'
import { decoded } from './protobuf.ts'
import { fault, type Fault, type Left, type Said } from './row.ts'
import { HPARAMS, STATUS, type HparamsData } from './tensorboard-messages.ts'

/** What TensorBoard's plugin `hparams` says of a run: its settings, and how it ended. */
export function saidByHparams(content: Uint8Array, at: string): Said | Left | Fault {
  let data: HparamsData
  try {
    data = decoded<HparamsData>(content, HPARAMS)
  } catch (error) {
    return fault(at, 'expected settings of the plugin hparams; they are left out', messageOf(error))
  }
  const { start, end } = data
  if (start !== undefined) {
    const config = Object.create(null) as Record<string, unknown>
    for (const [key, value] of start.hparams ?? []) config[key] = value?.number ?? value?.text ?? value?.bool ?? null
    return {
      type: 'said',
      config,
      ...(start.group !== undefined && start.group !== '' && { group: start.group }),
      ...(start.at !== undefined && start.at > 0 && { startedAt: start.at * 1000 }),
    }
  }
  const endedAt = end?.at === undefined ? null : end.at * 1000
  if (end?.status === STATUS.success) return { type: 'said', ended: { how: 'completed', why: null, at: endedAt } }
  if (end?.status === STATUS.failure)
    return { type: 'said', ended: { how: 'failed', why: 'TensorBoard says that the session failed', at: endedAt } }
  return { type: 'left', what: 'lists of which settings there are (the settings themselves are taken)' }
}
