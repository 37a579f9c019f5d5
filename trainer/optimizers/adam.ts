import { adamW, type AdamW } from './adamw.ts'
import type { Optimiser } from './optimizer.ts'

/** Adam (Kingma and Ba 2015): AdamW that lets no weight decay. */
export function adam(settings: Omit<AdamW, 'decay'>): Optimiser {
  return adamW({ ...settings, decay: 0 })
}
