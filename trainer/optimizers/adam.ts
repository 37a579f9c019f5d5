import { adamW, type AdamW } from './adamw.ts'
import type { Optimizer } from './optimizer.ts'

/** Adam (Kingma and Ba 2015): AdamW that lets no weight decay. */
export function adam(settings: Omit<AdamW, 'decay'>): Optimizer {
  return adamW({ ...settings, decay: 0 })
}
